package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.MissingData;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The result of one range query. A failure is a value: the caller decides what it means. */
public sealed interface QueryResult {

  /** Why the query failed; empty if it was answered. */
  default Optional<MissingData> failure() {
    return Optional.empty();
  }

  /** The query was answered completely. */
  record Data(List<TimeSeries> series) implements QueryResult {}

  /** The query was not answered, or not in a way that can be relied on. */
  record Failure(MissingData cause) implements QueryResult {
    @Override
    public Optional<MissingData> failure() {
      return Optional.of(cause);
    }
  }

  /**
   * One series of a range.
   *
   * @param labels without the metric's name if the query removed it
   */
  record TimeSeries(Map<String, String> labels, List<Point> points) {}

  /**
   * One value.
   *
   * @param seconds since 1970, on the grid of the query
   * @param value any double of Prometheus, including infinities and NaN
   */
  record Point(long seconds, double value) {
    /** A double cannot tell apart larger whole numbers. */
    private static final double LARGEST_COUNT = 0x1p53;

    /** Whether the value is a number of requests. */
    boolean isCount() {
      return value >= 0 && value <= LARGEST_COUNT && value == Math.rint(value);
    }
  }
}
