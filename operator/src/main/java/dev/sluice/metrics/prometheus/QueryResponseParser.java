package dev.sluice.metrics.prometheus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.analysis.MissingData;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Failure;
import dev.sluice.metrics.prometheus.QueryResult.Point;
import dev.sluice.metrics.prometheus.QueryResult.TimeSeries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the response of the Prometheus HTTP API to a range query, token by token: a large response
 * is never held as a tree.
 */
final class QueryResponseParser {
  private static final JsonFactory JSON = new JsonFactory();

  /** Longest text of Prometheus that is quoted, in characters. */
  private static final int LONGEST_QUOTE = 200;

  /** The response is JSON, but not of the API; the message says what was expected. */
  private static final class UnexpectedJsonException extends IOException {
    private static final long serialVersionUID = 1L;

    UnexpectedJsonException(String expected) {
      super(expected);
    }
  }

  private String status = "";
  private String error = "";
  private String warning = "";
  private String type = "";
  private List<TimeSeries> result;

  private QueryResponseParser() {}

  static QueryResult range(byte[] body) {
    QueryResponseParser reader = new QueryResponseParser();
    try {
      reader.read(body);
    } catch (UnexpectedJsonException e) {
      return invalid(e.getMessage());
    } catch (IOException e) {
      return invalid("JSON");
    }
    if (!reader.status.equals("success")) {
      return new Failure(new MissingData.QueryFailed(quote(reader.error)));
    }
    if (!reader.warning.isEmpty()) {
      return new Failure(new MissingData.PartialResponse(quote(reader.warning)));
    }
    if (!reader.type.equals("matrix") || reader.result == null) {
      return invalid("a matrix");
    }
    return new Data(List.copyOf(reader.result));
  }

  /** The error in the body of an unsuccessful response; empty if there is none. */
  static String error(byte[] body) {
    QueryResponseParser reader = new QueryResponseParser();
    try {
      reader.read(body);
    } catch (IOException e) {
      return "";
    }
    return quote(reader.error);
  }

  private void read(byte[] body) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new UnexpectedJsonException("a JSON object");
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

  private static List<TimeSeries> result(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new UnexpectedJsonException("a list of series");
    }
    List<TimeSeries> series = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new UnexpectedJsonException("a series to be an object");
      }
      series.add(series(json));
    }
    return series;
  }

  private static TimeSeries series(JsonParser json) throws IOException {
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
      throw new UnexpectedJsonException("a series to have labels and values");
    }
    return new TimeSeries(Map.copyOf(labels), List.copyOf(points));
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
        throw new UnexpectedJsonException("a value to be a pair of time and text");
      }
      points.add(new Point(Math.round(seconds), number(json.getText())));
      if (json.nextToken() != JsonToken.END_ARRAY) {
        throw new UnexpectedJsonException("a value to be a pair of time and text");
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
      throw new UnexpectedJsonException("a value to be a number, not \"" + quote(text) + "\"");
    }
  }

  /** The first text of a list; empty if there is none. */
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

  private static Failure invalid(String expected) {
    return new Failure(new MissingData.InvalidResponse(expected));
  }

  private static String quote(String text) {
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
  }
}
