package dev.sluice.metrics.prometheus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Failure;
import dev.sluice.metrics.prometheus.QueryResult.Kind;
import dev.sluice.metrics.prometheus.QueryResult.Point;
import dev.sluice.metrics.prometheus.QueryResult.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what the Prometheus HTTP API answers to a range query, token by token: a large answer is
 * never held as a tree.
 */
final class QueryResponseParser {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int SHOWN = 200;

  /** The answer is JSON, but not what the API says. */
  private static final class Unexpected extends IOException {
    private static final long serialVersionUID = 1L;

    Unexpected(String what) {
      super(what);
    }
  }

  private String status = "";
  private String error = "";
  private String warning = "";
  private String type = "";
  private List<Series> result;

  private QueryResponseParser() {}

  static QueryResult range(byte[] body) {
    QueryResponseParser reader = new QueryResponseParser();
    try {
      reader.read(body);
    } catch (Unexpected e) {
      return malformed(e.getMessage());
    } catch (IOException e) {
      return malformed("the answer is no JSON");
    }
    if (!reader.status.equals("success")) {
      return malformed("the answer says no success: " + shown(reader.error));
    }
    if (!reader.warning.isEmpty()) {
      return new Failure(Kind.PARTIAL, "the answer may be incomplete: " + shown(reader.warning));
    }
    if (!reader.type.equals("matrix") || reader.result == null) {
      return malformed("the answer is no matrix");
    }
    return new Data(List.copyOf(reader.result));
  }

  /** The reason in an answer that is no success; empty where it says none. */
  static String error(byte[] body) {
    QueryResponseParser reader = new QueryResponseParser();
    try {
      reader.read(body);
    } catch (IOException e) {
      return "";
    }
    return shown(reader.error);
  }

  private void read(byte[] body) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new Unexpected("the answer is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "status" -> status = text(json);
          case "error" -> error = text(json);
          case "warnings" -> warning = first(json);
          case "data" -> data(json);
          default -> json.skipChildren();
        }
      }
    }
  }

  private void data(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "resultType" -> type = text(json);
        case "result" -> result = result(json);
        default -> json.skipChildren();
      }
    }
  }

  private static List<Series> result(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new Unexpected("the result is no list");
    }
    List<Series> series = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new Unexpected("a series is no object");
      }
      series.add(series(json));
    }
    return series;
  }

  private static Series series(JsonParser json) throws IOException {
    Map<String, String> labels = null;
    List<Point> points = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      boolean object = json.nextToken() == JsonToken.START_OBJECT;
      if (field.equals("metric") && object) {
        labels = labels(json);
      } else if (field.equals("values") && json.currentToken() == JsonToken.START_ARRAY) {
        points = points(json);
      } else {
        json.skipChildren();
      }
    }
    if (labels == null || points == null) {
      throw new Unexpected("a series has no labels or no values");
    }
    return new Series(Map.copyOf(labels), List.copyOf(points));
  }

  private static Map<String, String> labels(JsonParser json) throws IOException {
    Map<String, String> labels = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      labels.put(name, text(json));
    }
    return labels;
  }

  private static List<Point> points(JsonParser json) throws IOException {
    List<Point> points = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      boolean pair = json.currentToken() == JsonToken.START_ARRAY && json.nextToken().isNumeric();
      double seconds = pair ? json.getDoubleValue() : 0;
      if (!pair || json.nextToken() != JsonToken.VALUE_STRING) {
        throw new Unexpected("a value is no pair of time and text");
      }
      points.add(new Point(Math.round(seconds), number(json.getText())));
      if (json.nextToken() != JsonToken.END_ARRAY) {
        throw new Unexpected("a value is no pair of time and text");
      }
    }
    return points;
  }

  private static double number(String text) throws IOException {
    try {
      return switch (text) {
        case "+Inf" -> Double.POSITIVE_INFINITY;
        case "-Inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(text);
      };
    } catch (NumberFormatException e) {
      throw new Unexpected("a value is no number: " + shown(text));
    }
  }

  /** The first text of a list; empty where there is none. */
  private static String first(JsonParser json) throws IOException {
    String first = "";
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        first = first.isEmpty() ? text(json) : first;
        json.skipChildren();
      }
    }
    return first;
  }

  private static String text(JsonParser json) throws IOException {
    String text = json.getValueAsString();
    json.skipChildren();
    return text == null ? "" : text;
  }

  private static Failure malformed(String what) {
    return new Failure(Kind.MALFORMED, what);
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
