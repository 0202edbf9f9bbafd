package dev.sluice.lab;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/**
 * The program in the pods of {@code LabIT}: a server that responds with its version, and a client
 * that calls another server and counts the responses. Uses only the JDK.
 */
public final class MeshProbe {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .build();

  private MeshProbe() {}

  public static void main(String[] arguments) throws IOException {
    byte[] version = System.getenv("VERSION").getBytes(StandardCharsets.UTF_8);
    HttpServer server = HttpServer.create(new InetSocketAddress(8080), 100);
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, version.length);
          exchange.getResponseBody().write(version);
          exchange.close();
        });
    // GET /ask/COUNT/HOST/PATH: calls http://HOST/PATH COUNT times, responds e.g. "200 v1=80".
    server.createContext(
        "/ask/",
        exchange -> {
          String[] words = exchange.getRequestURI().getPath().split("/", 5);
          String url = "http://" + words[3] + "/" + words[4];
          byte[] answer = ask(Integer.parseInt(words[2]), url).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  private static String ask(int count, String url) {
    Map<String, Integer> answers = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      answers.merge(one(url), 1, Integer::sum);
    }
    StringBuilder text = new StringBuilder();
    answers.forEach((answer, number) -> text.append(answer + "=" + number + "\n"));
    return text.toString();
  }

  private static String one(String url) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
      HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + (answer.statusCode() == 200 ? answer.body() : "");
    } catch (IOException e) {
      return "failed " + e.getClass().getSimpleName();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
