package dev.sluice.lab.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One request and what came of it.
 *
 * @param stream the {@link LoadStream} that sent it
 * @param sequence its number in the stream, from 0
 * @param sentAt when it was sent
 * @param latency until the whole answer was there, or the failure
 * @param method HTTP method
 * @param path path and query
 * @param status HTTP status, 0 if no answer came
 * @param version what the application stamped on the answer, empty if it did not answer
 * @param error why there is no good answer, in vegeta's words; empty otherwise
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
   * @throws IOException if it is none
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

  /** When the answer, or the failure, was there. */
  public Instant endedAt() {
    return sentAt.plus(latency);
  }

  /** Whether the caller did not get what it asked for: no whole answer, or a status from 400 up. */
  public boolean failed() {
    return status == 0 || status >= 400 || !error.isEmpty();
  }
}
