package dev.sluice.lab.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One request and its result.
 *
 * @param stream the {@link LoadStream} that sent it
 * @param sequence number in the stream, from 0
 * @param sentAt when it was sent
 * @param latency until the complete response or the failure
 * @param method HTTP method
 * @param path path and query
 * @param status HTTP status, 0 without a response
 * @param version version in the response of the application, empty without one
 * @param error error message of vegeta; empty on success
 */
public record LedgerEntry(
    String stream,
    long sequence,
    Instant sentAt,
    Duration latency,
    String method,
    String path,
    int status,
    String version,
    String error) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VERSION_HEADER = "x-app-version";

  /**
   * Reads one line of {@code vegeta encode --to=json}.
   *
   * @throws IOException if the line has another format
   */
  static LedgerEntry parse(String line) throws IOException {
    JsonNode result = JSON.readTree(line);
    if (!result.hasNonNull("timestamp") || !result.hasNonNull("seq")) {
      throw new IOException("not a result of vegeta: " + line);
    }
    return new LedgerEntry(
        result.path("attack").asText(),
        result.path("seq").asLong(),
        Instant.parse(result.path("timestamp").asText()),
        Duration.ofNanos(result.path("latency").asLong()),
        result.path("method").asText(),
        path(result.path("url").asText()),
        result.path("code").asInt(),
        version(result.path("headers")),
        result.path("error").asText());
  }

  /** The same request as one of another stream. */
  LedgerEntry of(String otherStream) {
    return new LedgerEntry(
        otherStream, sequence, sentAt, latency, method, path, status, version, error);
  }

  private static String version(JsonNode headers) {
    for (Map.Entry<String, JsonNode> header : headers.properties()) {
      if (header.getKey().equalsIgnoreCase(VERSION_HEADER)) {
        return header.getValue().path(0).asText();
      }
    }
    return "";
  }

  private static String path(String url) {
    int host = url.indexOf("://") + 3;
    int slash = url.indexOf('/', host);
    return slash < 0 ? "/" : url.substring(slash);
  }

  /** Time of the complete response or of the failure. */
  public Instant endedAt() {
    return sentAt.plus(latency);
  }

  /** Whether the request failed: no complete response, or a status of 400 or higher. */
  public boolean failed() {
    return status == 0 || status >= 400 || !error.isEmpty();
  }
}
