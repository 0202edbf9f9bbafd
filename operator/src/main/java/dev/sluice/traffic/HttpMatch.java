package dev.sluice.traffic;

import java.util.Map;
import java.util.TreeMap;

/**
 * Requests that match all of these headers.
 *
 * @param headers what each header must be, by its name in lower case; at least one
 */
public record HttpMatch(Map<String, StringMatch> headers) {
  /** Sorts the headers, so that equal matches are rendered alike. */
  public HttpMatch {
    headers = java.util.Collections.unmodifiableMap(new TreeMap<>(headers));
  }

  /** What a header's value must be. */
  public record StringMatch(MatchType type, String value) {}

  /** How a value is compared, as in Istio's StringMatch. */
  public enum MatchType {
    EXACT("exact"),
    PREFIX("prefix"),
    REGEX("regex");

    private final String field;

    MatchType(String field) {
      this.field = field;
    }

    /** The name of the field in Istio's and in Sluice's API. */
    public String field() {
      return field;
    }
  }
}
