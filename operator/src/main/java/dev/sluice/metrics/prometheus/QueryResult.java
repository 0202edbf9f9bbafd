package dev.sluice.metrics.prometheus;

import java.util.List;
import java.util.Map;

/** What came of one query. A failure is a value: whoever asks must say what not knowing means. */
public sealed interface QueryResult {

  /** The query was answered, whole. */
  record Data(List<Series> series) implements QueryResult {}

  /**
   * The query was not answered, or not in a way that can be relied on.
   *
   * @param message one sentence for people
   */
  record Failure(Kind kind, String message) implements QueryResult {
    @Override
    public String toString() {
      return message;
    }
  }

  /** How a query can fail. */
  enum Kind {
    /** No connection: refused, unknown host, cut off. */
    UNREACHABLE,
    TIMEOUT,
    /** A status other than 200, 401, 403 or a redirect. */
    STATUS,
    /** HTTP 401 or 403. */
    REFUSED,
    /** The files with the credentials cannot be used. */
    CREDENTIALS,
    /** Redirects are not followed: a login page is no answer. */
    REDIRECTED,
    /** Not what the Prometheus API says. */
    MALFORMED,
    TOO_LARGE,
    /** Answered with warnings: some of the data may be missing. */
    PARTIAL
  }

  /**
   * One series of a range.
   *
   * @param labels without the metric's name where the query took it away
   */
  record Series(Map<String, String> labels, List<Point> points) {}

  /**
   * One value.
   *
   * @param seconds since 1970, on the grid that was asked for
   * @param value any double, as Prometheus has it: not a number and infinities too
   */
  record Point(long seconds, double value) {}
}
