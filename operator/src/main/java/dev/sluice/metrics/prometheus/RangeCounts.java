package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.ResponseClass;
import dev.sluice.metrics.prometheus.QueryResult.Point;
import dev.sluice.metrics.prometheus.QueryResult.TimeSeries;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Request counts from the results of the {@link Queries}, by workload and point of the grid. */
final class RangeCounts {
  /** Prometheus keeps doubles, which cannot tell apart larger whole numbers. */
  private static final double LARGEST = 0x1p53;

  /** A number of requests that is negative or not a whole number. */
  static final class InvalidCountException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient MissingData.InvalidCount invalid;

    InvalidCountException(TimeSeries series, double value) {
      this.invalid = new MissingData.InvalidCount(value, series.labels());
    }

    MissingData missingData() {
      return invalid;
    }
  }

  private record GridCell(Destination destination, long point) {}

  private final Map<GridCell, Map<ResponseClass, Long>> answers = new HashMap<>();
  private final Map<GridCell, SortedMap<Double, Long>> durations = new HashMap<>();
  private final Map<GridCell, Long> destinationRequests = new HashMap<>();
  private final Set<GridCell> known = new HashSet<>();

  /** One object for each bound, by its label. */
  private final Map<String, Double> bounds = new HashMap<>();

  /**
   * Reads the responses of one batch.
   *
   * @param durations of different workloads each
   * @throws InvalidCountException if a number is not a count of requests
   */
  RangeCounts(
      DestinationSeries requests, DestinationSeries known, List<DestinationSeries> durations)
      throws InvalidCountException {
    for (TimeSeries series : requests.series()) {
      boolean source = label(series, Queries.REPORTER).equals("source");
      for (Point point : series.points()) {
        if (source) {
          answers
              .computeIfAbsent(cell(series, point), cell -> new HashMap<>())
              .merge(response(series), whole(series, point), Long::sum);
        } else {
          destinationRequests.merge(cell(series, point), whole(series, point), Long::sum);
        }
      }
    }
    for (DestinationSeries part : durations) {
      for (TimeSeries series : part.series()) {
        Double bound = bounds.computeIfAbsent(label(series, Queries.BOUND), RangeCounts::bound);
        for (Point point : series.points()) {
          this.durations
              .computeIfAbsent(cell(series, point), cell -> new TreeMap<>())
              .merge(bound, whole(series, point), Long::sum);
        }
      }
    }
    for (TimeSeries series : known.series()) {
      series.points().forEach(point -> this.known.add(cell(series, point)));
    }
  }

  /** Requests to {@code destination} in the step that ended at {@code point}. */
  RequestCounts requests(Destination destination, long point) {
    GridCell cell = new GridCell(destination, point);
    return new RequestCounts(
        Map.copyOf(answers.getOrDefault(cell, Map.of())),
        consistent(durations.getOrDefault(cell, new TreeMap<>())));
  }

  /**
   * Whether a caller of {@code destination} was scraped in the step that ended at {@code point}.
   */
  boolean isSampled(Destination destination, long point) {
    return answers.containsKey(new GridCell(destination, point));
  }

  /** Whether {@code destination} was known long enough before {@code point}. */
  boolean isKnown(Destination destination, long point) {
    return known.contains(new GridCell(destination, point));
  }

  /** The histogram's bounds by their labels. */
  Map<String, Double> bounds() {
    return Map.copyOf(bounds);
  }

  /** Those of {@code wanted} that the histogram of that step does not have. */
  Set<Double> missingBounds(Set<Double> wanted, Destination destination, long point) {
    SortedMap<Double, Long> buckets = durations.get(new GridCell(destination, point));
    Set<Double> missing = new HashSet<>();
    if (buckets != null) {
      missing.addAll(wanted);
      missing.removeAll(buckets.keySet());
    }
    return missing;
  }

  /** Requests in that step as counted by the workload's own proxies. */
  long destinationRequests(Destination destination, long point) {
    return destinationRequests.getOrDefault(new GridCell(destination, point), 0L);
  }

  /**
   * A histogram counts each request in every bucket above its duration. Buckets that contradict
   * this (some restarted from a higher value than others, or an upgrade of Prometheus writes their
   * label differently) are dropped for that step.
   */
  private static SortedMap<Double, Long> consistent(SortedMap<Double, Long> buckets) {
    long below = 0;
    for (long count : buckets.values()) {
      if (count < below) {
        return new TreeMap<>();
      }
      below = count;
    }
    return !buckets.isEmpty() && buckets.lastKey() == Double.POSITIVE_INFINITY
        ? buckets
        : new TreeMap<>();
  }

  private static GridCell cell(TimeSeries series, Point point) {
    return new GridCell(DestinationSeries.destination(series), point.seconds());
  }

  private static ResponseClass response(TimeSeries series) {
    return new ResponseClass(label(series, Queries.CODE), label(series, Queries.GRPC));
  }

  private static String label(TimeSeries series, String name) {
    return series.labels().getOrDefault(name, "");
  }

  /** Prometheus 2 writes 10, Prometheus 3 writes 10.0. Anything else sorts last. */
  private static Double bound(String text) {
    try {
      return text.equals(Queries.INFINITE) ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static long whole(TimeSeries series, Point point) throws InvalidCountException {
    double value = point.value();
    if (!(value >= 0 && value <= LARGEST && value == Math.rint(value))) {
      throw new InvalidCountException(series, value);
    }
    return (long) value;
  }
}
