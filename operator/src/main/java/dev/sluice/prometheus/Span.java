package dev.sluice.prometheus;

/**
 * A span of the grid.
 *
 * @param first point, in seconds since 1970
 * @param last point, in seconds since 1970, not before {@code first}
 */
record Span(long first, long last) {

  Span union(Span other) {
    return new Span(Math.min(first, other.first), Math.max(last, other.last));
  }

  boolean overlaps(Span other) {
    return first <= other.last && other.first <= last;
  }
}
