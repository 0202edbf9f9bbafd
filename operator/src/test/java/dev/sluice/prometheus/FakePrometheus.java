package dev.sluice.prometheus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

/**
 * Answers the sampler's two queries for workloads with a steady load, over real HTTP. The numbers
 * are per point of the grid; every workload of the list has fresh samples.
 */
public final class FakePrometheus implements AutoCloseable {

  /** Requests per point of the grid. */
  public record Load(long good, long failed) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Load> loads = new ConcurrentHashMap<>();
  private final Map<String, Scrapes> scrapes = new ConcurrentHashMap<>();
  private final String namespace;

  /** The forms of all requests. */
  public final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();

  /** What to answer instead; null for the truth. */
  public volatile Handler instead;

  /** Answers one request by hand. */
  @FunctionalInterface
  public interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  public FakePrometheus(String namespace) throws IOException {
    this.namespace = namespace;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void load(String workload, long good, long failed) {
    loads.put(workload, new Load(good, failed));
  }

  /** The counters of this workload as they were scraped, instead of a steady load. */
  Scrapes scrapes(String workload) {
    return scrapes.computeIfAbsent(workload, name -> new Scrapes());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> form = form(exchange);
      asked.add(form);
      Handler other = instead;
      if (other != null) {
        other.handle(exchange);
        return;
      }
      long start = Long.parseLong(form.get("start"));
      long end = Long.parseLong(form.get("end"));
      boolean samples = form.get("query").contains("timestamp(");
      List<String> series = new ArrayList<>();
      loads.forEach(
          (workload, load) -> {
            if (!asksFor(form, workload)) {
              return;
            }
            if (samples) {
              series.add(series(labels(workload), start, end, time -> Long.toString(time)));
            } else {
              series.add(constant(labels(workload, "200"), start, end, load.good()));
              series.add(constant(labels(workload, "500"), start, end, load.failed()));
              series.add(constant(labels(workload, "0"), start, end, 1));
            }
          });
      scrapes.forEach(
          (workload, known) -> {
            if (asksFor(form, workload)) {
              series.addAll(scraped(workload, known, start, end, samples));
            }
          });
      send(
          exchange,
          200,
          "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
              + String.join(",", series)
              + "]}}");
    }
  }

  public static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private String labels(String workload) {
    return "\"destination_workload_namespace\":\"%s\",\"destination_workload\":\"%s\""
        .formatted(namespace, workload);
  }

  private String labels(String workload, String code) {
    return labels(workload) + ",\"response_code\":\"" + code + "\"";
  }

  private static boolean asksFor(Map<String, String> form, String workload) {
    return Pattern.compile("[\"|]" + Pattern.quote(workload) + "[\"|]")
        .matcher(form.get("query"))
        .find();
  }

  private List<String> scraped(
      String workload, Scrapes known, long start, long end, boolean samples) {
    if (samples) {
      return List.of(
          series(
              labels(workload),
              start,
              end,
              time -> {
                OptionalDouble sample = known.sample(time);
                return sample.isEmpty() ? null : Double.toString(sample.getAsDouble());
              }));
    }
    return known.codes().stream()
        .map(
            code ->
                series(
                    labels(workload, code),
                    start,
                    end,
                    time -> {
                      OptionalLong increment = known.increment(code, time);
                      return increment.isEmpty() ? null : Long.toString(increment.getAsLong());
                    }))
        .toList();
  }

  private static String constant(String labels, long start, long end, long value) {
    return series(labels, start, end, time -> Long.toString(value));
  }

  /** One series; no point where the value is null. */
  private static String series(String labels, long start, long end, LongFunction<String> value) {
    List<String> values = new ArrayList<>();
    for (long time = start; time <= end; time += Grid.STEP) {
      String text = value.apply(time);
      if (text != null) {
        values.add("[%d,\"%s\"]".formatted(time, text));
      }
    }
    return "{\"metric\":{" + labels + "},\"values\":[" + String.join(",", values) + "]}";
  }

  private static Map<String, String> form(HttpExchange exchange) throws IOException {
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> form = new ConcurrentHashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      form.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return form;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
