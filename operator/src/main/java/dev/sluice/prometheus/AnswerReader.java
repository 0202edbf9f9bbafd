package dev.sluice.prometheus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.prometheus.Answer.Data;
import dev.sluice.prometheus.Answer.Failure;
import dev.sluice.prometheus.Answer.Kind;
import dev.sluice.prometheus.Answer.Point;
import dev.sluice.prometheus.Answer.Series;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what the Prometheus HTTP API answers to a range query. */
final class AnswerReader {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final int SHOWN = 200;

  private AnswerReader() {}

  static Answer range(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (IOException e) {
      return malformed("the answer is no JSON");
    }
    if (!"success".equals(root.path("status").asText())) {
      return malformed("the answer says no success: " + shown(root.path("error").asText()));
    }
    JsonNode warnings = root.path("warnings");
    if (!warnings.isEmpty()) {
      return new Failure(
          Kind.PARTIAL, "the answer may be incomplete: " + shown(warnings.path(0).asText()));
    }
    JsonNode data = root.path("data");
    if (!"matrix".equals(data.path("resultType").asText()) || !data.path("result").isArray()) {
      return malformed("the answer is no matrix");
    }
    List<Series> series = new ArrayList<>();
    for (JsonNode entry : data.path("result")) {
      if (!entry.path("metric").isObject() || !entry.path("values").isArray()) {
        return malformed("a series has no labels or no values");
      }
      List<Point> points = new ArrayList<>();
      for (JsonNode pair : entry.path("values")) {
        if (pair.size() != 2 || !pair.path(0).isNumber() || !pair.path(1).isTextual()) {
          return malformed("a value is no pair of time and text");
        }
        try {
          points.add(
              new Point(
                  Math.round(pair.path(0).asDouble()), new BigDecimal(pair.path(1).asText())));
        } catch (NumberFormatException e) {
          return malformed("a value is no number: " + shown(pair.path(1).asText()));
        }
      }
      series.add(new Series(labels(entry.path("metric")), List.copyOf(points)));
    }
    return new Data(List.copyOf(series));
  }

  /** The reason in an answer that is no success; empty where it says none. */
  static String error(byte[] body) {
    try {
      return shown(JSON.readTree(body).path("error").asText());
    } catch (JsonProcessingException e) {
      return "";
    } catch (IOException e) {
      return "";
    }
  }

  private static Map<String, String> labels(JsonNode metric) {
    Map<String, String> labels = new LinkedHashMap<>();
    metric
        .fields()
        .forEachRemaining(label -> labels.put(label.getKey(), label.getValue().asText()));
    return Map.copyOf(labels);
  }

  private static Failure malformed(String what) {
    return new Failure(Kind.MALFORMED, what);
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
