package dev.sluice.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Calls a sample app on this machine over real sockets. */
final class Caller {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  Caller(int port) {
    this.port = port;
  }

  HttpResponse<String> call(String method, String path, String body) throws Exception {
    return http.send(request(method, path, body).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> ifMatch(String tag, String method, String path, String body)
      throws Exception {
    return http.send(
        request(method, path, body).header("If-Match", tag).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> withToken(String token, String method, String path, String body)
      throws Exception {
    return http.send(
        request(method, path, body).header("Authorization", "Bearer " + token).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** As the child of a span of the trace. */
  HttpResponse<String> traced(String trace, String method, String path, String body, String token)
      throws Exception {
    return http.send(
        request(method, path, body)
            .header("Authorization", "Bearer " + token)
            .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return call("GET", path, "");
  }

  CompletableFuture<HttpResponse<String>> getLater(String path) {
    return http.sendAsync(request("GET", path, "").build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends the text unchanged on a new connection; returns the whole answer. */
  String raw(String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private HttpRequest.Builder request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(LIMIT)
        .method(method, HttpRequest.BodyPublishers.ofString(body));
  }
}
