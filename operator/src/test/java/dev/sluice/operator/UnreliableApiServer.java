package dev.sluice.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a real API server and does what that one will not do on demand: answers 500, 429
 * and 409, loses the answer to a write that was made, cuts watches off, says that they are too old.
 */
final class UnreliableApiServer implements AutoCloseable {
  private static final Set<String> PASSED_ON =
      Set.of("accept", "content-type", "impersonate-user", "impersonate-group");
  private static final String GONE =
      "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"Expired\",\"code\":410,\"message\":\"too old resource version\"}}\n";

  private final Config real;
  private final HttpClient client;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean faulty = new AtomicBoolean();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger watches = new AtomicInteger();

  /** How often each fault was played. */
  final Map<String, Integer> played = new ConcurrentHashMap<>();

  UnreliableApiServer(Config real) throws IOException, GeneralSecurityException {
    this.real = real;
    this.client =
        HttpClient.newBuilder()
            .sslContext(SSLUtils.sslContext(real))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** A connection through this server. */
  Config connection() {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
        .withOnlyHttpWatches(true)
        .withImpersonateUsername(real.getImpersonateUsername())
        .withImpersonateGroups(real.getImpersonateGroups())
        .build();
  }

  /** From now on there are faults. */
  void beFaulty() {
    faulty.set(true);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString();
      boolean write = !exchange.getRequestMethod().equals("GET") && !path.contains("/leases");
      byte[] body = exchange.getRequestBody().readAllBytes();
      String fault = faulty.get() && write ? fault(writes.incrementAndGet()) : "none";
      switch (fault) {
        case "500", "429", "409" -> answer(exchange, Integer.parseInt(fault));
        case "lost" -> {
          try (InputStream ignored = forward(exchange, path, body).body()) {
            answer(exchange, 500);
          }
        }
        default -> pass(exchange, forward(exchange, path, body), path.contains("watch=true"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Every other write fails, each in another way. */
  private String fault(int number) {
    String fault =
        number % 2 == 0 ? "none" : List.of("500", "429", "lost", "409").get(number / 2 % 4);
    played.merge(fault, 1, Integer::sum);
    return fault;
  }

  private HttpResponse<InputStream> forward(HttpExchange exchange, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(real.getMasterUrl()).resolve(path))
            .method(
                exchange.getRequestMethod(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (PASSED_ON.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private void pass(HttpExchange exchange, HttpResponse<InputStream> response, boolean watch)
      throws IOException {
    response
        .headers()
        .firstValue("Content-Type")
        .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
    exchange.sendResponseHeaders(response.statusCode(), 0);
    try (InputStream in = response.body();
        OutputStream out = exchange.getResponseBody()) {
      if (!watch) {
        in.transferTo(out);
        return;
      }
      boolean old = watches.incrementAndGet() % 2 == 0;
      int lines = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        out.write(next);
        if (next == '\n') {
          out.flush();
          lines++;
          if (faulty.get() && lines >= 3) {
            played.merge(old ? "410" : "cut off", 1, Integer::sum);
            if (old) {
              out.write(GONE.getBytes(StandardCharsets.UTF_8));
            }
            return;
          }
        }
      }
    }
  }

  private static void answer(HttpExchange exchange, int code) throws IOException {
    byte[] body =
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":%d,\"message\":\"played\"}"
            .formatted(code)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
