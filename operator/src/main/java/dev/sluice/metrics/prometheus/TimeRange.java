package dev.sluice.metrics.prometheus;

/**
 * A span of the grid.
 *
 * @param first point, in seconds since 1970
 * @param last point, in seconds since 1970, not before {@code first}
 */
public record TimeRange(long first, long last) {

  TimeRange union(TimeRange other) {
    return new TimeRange(Math.min(first, other.first), Math.max(last, other.last));
  }

  boolean overlaps(TimeRange other) {
    return first <= other.last && other.first <= last;
  }
}
