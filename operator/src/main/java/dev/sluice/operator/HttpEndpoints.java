package dev.sluice.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** {@code /healthz}, {@code /readyz} and {@code /metrics}. */
final class HttpEndpoints implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "http");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Starts to serve.
   *
   * @param port TCP port on all addresses; 0 for any free one
   * @param unhealthy why the process should be restarted; empty if it should not
   * @param unready why it does not work yet; empty if it does
   * @throws IOException if the port is not available
   */
  HttpEndpoints(
      int port,
      Supplier<List<String>> unhealthy,
      Supplier<List<String>> unready,
      Supplier<String> metrics)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(threads);
    server.createContext("/healthz", exchange -> respond(exchange, unhealthy.get()));
    server.createContext("/readyz", exchange -> respond(exchange, unready.get()));
    server.createContext("/metrics", exchange -> respond(exchange, 200, METRICS, metrics.get()));
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void respond(HttpExchange exchange, List<String> problems) throws IOException {
    respond(
        exchange,
        problems.isEmpty() ? 200 : 503,
        TEXT,
        problems.isEmpty() ? "ok\n" : String.join("\n", problems) + "\n");
  }

  private static void respond(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
