package dev.sluice.metrics.prometheus;

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
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

/**
 * Answers the sampler's queries over real HTTP. The numbers are per point of the grid that is asked
 * for; what Prometheus makes of counters is tested on a real one.
 */
public final class FakePrometheus implements AutoCloseable {
  private static final double[] BOUNDS = {10, 25, 50, 100, 250, 500, 1000};

  /**
   * Requests of one step.
   *
   * @param millis how long each of them took
   */
  public record RequestLoad(long good, long failed, double millis) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, RequestLoad> loads = new ConcurrentHashMap<>();
  private final Map<String, NavigableMap<Long, RequestLoad>> steps = new ConcurrentHashMap<>();
  private final Map<String, Long> received = new ConcurrentHashMap<>();
  private final Map<String, Long> direct = new ConcurrentHashMap<>();
  private final Map<String, String> plaintext = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Long>> named = new ConcurrentHashMap<>();
  private final Map<String, List<String>> own = new ConcurrentHashMap<>();
  private final String namespace;

  /** The forms of all requests. */
  public final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();

  /** What to answer instead; null for the truth. */
  public volatile Handler instead;

  /** Queries with this text are refused; empty for none. */
  public volatile String refused = "";

  /** Sides that count requests to other workloads. */
  public volatile Set<String> others = Set.of();

  /** A workload whose counters have no value; empty for none. */
  public volatile String odd = "";

  /** Histograms are dropped. */
  public volatile boolean untimed;

  /** The scrape interval in seconds; 0 for one that cannot be known. */
  public volatile double scrapeSeconds = 1;

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

  /** The same load in every step, of fast requests. */
  public void load(String workload, long good, long failed) {
    load(workload, good, failed, 20);
  }

  /** The same load in every step. */
  public void load(String workload, long good, long failed, double millis) {
    loads.put(workload, new RequestLoad(good, failed, millis));
  }

  /** The load of one step of a workload that is scraped in no other. */
  public void step(String workload, long point, long good, long failed) {
    steps
        .computeIfAbsent(workload, name -> new ConcurrentSkipListMap<>())
        .put(point, new RequestLoad(good, failed, 20));
  }

  /** Requests in every step that the workload's own side counts, all good and fast. */
  public void received(String workload, long requests) {
    received.put(workload, requests);
  }

  /** Requests in every step that the workload's own side counts, without mutual TLS. */
  public void direct(String workload, long requests) {
    direct.put(workload, requests);
  }

  /** A caller in the namespace legacy without mutual TLS. */
  public void plaintext(String workload, String caller) {
    plaintext.put(workload, caller);
  }

  /** No caller without mutual TLS any more. */
  public void onlyMutualTls() {
    plaintext.clear();
  }

  /** Requests in every step that callers send to a service of that name. */
  public void named(String workload, String service, long requests) {
    named.computeIfAbsent(workload, name -> new ConcurrentHashMap<>()).put(service, requests);
  }

  /** What a query of the user's own gives, a series each. */
  public void own(String query, String... values) {
    own.put(query, List.of(values));
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
      if (!refused.isEmpty() && form.get("query").contains(refused)) {
        send(exchange, 400, "{\"status\":\"error\",\"error\":\"bad\"}");
        return;
      }
      send(
          exchange,
          200,
          "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
              + String.join(",", series(form))
              + "]}}");
    }
  }

  private List<String> series(Map<String, String> form) {
    String query = form.get("query");
    List<String> series = new ArrayList<>();
    if (own.containsKey(query)) {
      List<String> values = own.get(query);
      for (int i = 0; i < values.size(); i++) {
        String value = values.get(i);
        series.add(series(form, "\"number\":\"" + i + "\"", point -> value));
      }
      return series;
    }
    if (query.contains("source_workload_namespace")) {
      plaintext.forEach(
          (workload, caller) ->
              series.add(
                  series(
                      form,
                      labels(workload)
                          + ",\"connection_security_policy\":\"none\",\"source_workload\":\""
                          + caller
                          + "\",\"source_workload_namespace\":\"legacy\"",
                      point -> "1")));
      return series;
    }
    if (query.startsWith("count by (reporter) (")) {
      others.forEach(
          side -> series.add(series(form, "\"reporter\":\"" + side + "\"", point -> "7")));
      return series;
    }
    for (String workload : loads.keySet()) {
      if (asksFor(query, workload)) {
        workload(series, form, workload, "source", point -> loads.get(workload), point -> true);
      }
    }
    direct.forEach(
        (workload, requests) ->
            labelled(
                series,
                form,
                workload,
                ",\"reporter\":\"destination\",\"connection_security_policy\":\"none\"",
                requests));
    named.forEach(
        (workload, services) ->
            services.forEach(
                (service, requests) ->
                    labelled(
                        series,
                        form,
                        workload,
                        ",\"reporter\":\"source\",\"destination_service_name\":\"" + service + "\"",
                        requests)));
    long step = Long.parseLong(form.get("step"));
    steps.forEach(
        (workload, known) -> {
          if (asksFor(query, workload)) {
            workload(
                series,
                form,
                workload,
                "source",
                known::get,
                point ->
                    !known.subMap(point - 2 * step - 600, true, point - 2 * step, true).isEmpty());
          }
        });
    received.forEach(
        (workload, requests) -> {
          if (asksFor(query, workload)) {
            RequestLoad load = new RequestLoad(requests, 0, 20);
            workload(series, form, workload, "destination", point -> load, point -> true);
          }
        });
    return series;
  }

  private void labelled(
      List<String> series,
      Map<String, String> form,
      String workload,
      String labels,
      long requests) {
    String query = form.get("query");
    if (asksFor(query, workload)
        && query.startsWith("count by (")
        && !query.contains("count_over_time(")) {
      series.add(series(form, labels(workload) + labels, point -> "1"));
    } else if (asksFor(query, workload) && query.contains("connection_security_policy")) {
      series.add(
          series(
              form,
              labels(workload) + labels + ",\"response_code\":\"200\"",
              point -> Long.toString(requests)));
    }
  }

  private void workload(
      List<String> series,
      Map<String, String> form,
      String workload,
      String reporter,
      LongFunction<RequestLoad> load,
      LongFunction<Boolean> known) {
    String query = form.get("query");
    String labels = labels(workload) + ",\"reporter\":\"" + reporter + "\"";
    if (query.contains("count_over_time(")) {
      double seconds = scrapeSeconds;
      long samples = (long) (Long.parseLong(form.get("step")) / seconds);
      series.add(series(form, labels, point -> seconds == 0 ? null : Long.toString(samples)));
    } else if (query.startsWith("count by (")) {
      series.add(series(form, labels, point -> known.apply(point) ? "1" : null));
    } else if (query.contains("_bucket{")) {
      if (untimed || !query.contains("reporter=\"" + reporter + "\"")) {
        return;
      }
      for (double bound : BOUNDS) {
        series.add(counts(form, labels + ",\"le\":\"" + bound + "\"", load, l -> within(l, bound)));
      }
      series.add(counts(form, labels + ",\"le\":\"+Inf\"", load, l -> l.good() + l.failed()));
    } else {
      labels += ",\"response_code\":";
      series.add(counts(form, labels + "\"200\"", load, RequestLoad::good));
      series.add(counts(form, labels + "\"500\"", load, RequestLoad::failed));
      if (reporter.equals("source")) {
        series.add(counts(form, labels + "\"0\"", load, l -> 1L));
      }
    }
  }

  private static long within(RequestLoad load, double bound) {
    return load.millis() <= bound ? load.good() + load.failed() : 0;
  }

  private interface LoadCounter {
    long of(RequestLoad load);
  }

  private String counts(
      Map<String, String> form, String labels, LongFunction<RequestLoad> load, LoadCounter count) {
    boolean odd = !this.odd.isEmpty() && labels.contains("\"" + this.odd + "\"");
    return series(
        form,
        labels,
        point -> {
          RequestLoad there = load.apply(point);
          return there == null ? null : odd ? "NaN" : Long.toString(count.of(there));
        });
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

  private static boolean asksFor(String query, String workload) {
    return Pattern.compile("[\"|]" + Pattern.quote(workload) + "[\"|]").matcher(query).find();
  }

  /** One series; no point where the value is null. */
  private static String series(
      Map<String, String> form, String labels, LongFunction<String> value) {
    List<String> values = new ArrayList<>();
    long end = Long.parseLong(form.get("end"));
    long step = Long.parseLong(form.get("step"));
    for (long time = Long.parseLong(form.get("start")); time <= end; time += step) {
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
