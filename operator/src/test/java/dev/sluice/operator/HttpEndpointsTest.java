package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpEndpointsTest {

  @Test
  void saysWhatIsWrong() throws IOException, InterruptedException {
    try (HttpEndpoints http =
        new HttpEndpoints(
            0, List::of, () -> List.of("VirtualService is not served"), () -> "sluice_x 1\n")) {
      HttpResponse<String> health = get(http, "/healthz");
      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.body()).isEqualTo("ok\n");

      HttpResponse<String> ready = get(http, "/readyz");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).isEqualTo("VirtualService is not served\n");

      HttpResponse<String> metrics = get(http, "/metrics");
      assertThat(metrics.body()).isEqualTo("sluice_x 1\n");
      assertThat(metrics.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
    }
  }

  private static HttpResponse<String> get(HttpEndpoints http, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
