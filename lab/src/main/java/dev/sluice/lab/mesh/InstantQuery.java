package dev.sluice.lab.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.lab.LabException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Runs instant queries against Prometheus. */
public final class InstantQuery {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String url;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * @param url the server, as {@code http://host:port}
   */
  public InstantQuery(String url) {
    this.url = url;
  }

  /** One element of the result: its labels, name included, and its value. */
  public record LabeledValue(Map<String, String> labels, double value) {
    /** As Prometheus writes it: {@code name{label="value"} 1.5}. */
    public String text() {
      String inner =
          labels.entrySet().stream()
              .filter(label -> !label.getKey().equals("__name__"))
              .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
              .collect(Collectors.joining(", "));
      String number =
          value == Math.rint(value) && Math.abs(value) < 1e15
              ? String.valueOf((long) value)
              : String.valueOf(value);
      return labels.getOrDefault("__name__", "") + "{" + inner + "} " + number;
    }
  }

  /**
   * Evaluates an expression at the current time.
   *
   * @throws LabException if Prometheus does not answer or rejects the expression
   */
  public List<LabeledValue> ask(String expression) {
    String query = "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + query)).timeout(Duration.ofSeconds(30)).build();
      return parse(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new LabException(
          "prometheus", url + " does not answer: " + e, "lab/up starts it again", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("prometheus", "interrupted", "ask again", e);
    }
  }

  static List<LabeledValue> parse(String body) throws IOException {
    JsonNode answer = JSON.readTree(body);
    if (!answer.path("status").asText().equals("success")) {
      throw new LabException(
          "prometheus", answer.path("error").asText(body), "correct the expression");
    }
    JsonNode result = answer.path("data").path("result");
    List<LabeledValue> samples = new ArrayList<>();
    if (!answer.path("data").path("resultType").asText().equals("vector")) {
      samples.add(new LabeledValue(Map.of(), number(result.path(1).asText())));
      return samples;
    }
    for (JsonNode element : result) {
      Map<String, String> labels = new TreeMap<>();
      element
          .path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      samples.add(new LabeledValue(labels, number(element.path("value").path(1).asText())));
    }
    return samples;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
