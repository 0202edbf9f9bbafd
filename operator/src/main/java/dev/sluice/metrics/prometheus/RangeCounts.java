package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Reporter;
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
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Request counts from the results of the {@link Queries}, by workload and point of the grid. */
final class RangeCounts {
  private record GridCell(CountedWorkload workload, long point) {}

  private static final Map<String, Reporter> REPORTERS =
      Stream.of(Reporter.values()).collect(Collectors.toMap(Reporter::label, each -> each));

  private final Map<GridCell, Map<ResponseClass, Long>> answers = new HashMap<>();
  private final Map<GridCell, SortedMap<Double, Long>> durations = new HashMap<>();
  private final Map<GridCell, Long> plaintext = new HashMap<>();
  private final Map<GridCell, Map<String, Long>> names = new HashMap<>();
  private final Map<GridCell, MissingData.InvalidCount> invalid = new HashMap<>();
  private final Set<GridCell> known = new HashSet<>();
  private final UnattributedCounts unattributed;

  /** One object for each bound, by its label. */
  private final Map<String, Double> bounds = new HashMap<>();

  /**
   * Reads the responses of one batch.
   *
   * @param durations of different workloads each
   * @param unattributed of the workloads' services
   */
  RangeCounts(
      DestinationSeries requests,
      DestinationSeries known,
      List<DestinationSeries> durations,
      List<TimeSeries> unattributed) {
    this.unattributed = new UnattributedCounts(unattributed);
    for (TimeSeries series : requests.series()) {
      ResponseClass response = response(series);
      boolean isPlaintext = label(series, Queries.SECURITY).equals("none");
      String name = label(series, Queries.SERVICE_NAME);
      read(
          series,
          (cell, count) -> {
            answers
                .computeIfAbsent(cell, each -> new HashMap<>())
                .merge(response, count, Long::sum);
            plaintext.merge(cell, isPlaintext ? count : 0, Long::sum);
            names.computeIfAbsent(cell, each -> new HashMap<>()).merge(name, count, Long::sum);
          });
    }
    for (DestinationSeries part : durations) {
      for (TimeSeries series : part.series()) {
        Double bound = bounds.computeIfAbsent(label(series, Queries.BOUND), RangeCounts::bound);
        read(
            series,
            (cell, count) ->
                this.durations
                    .computeIfAbsent(cell, each -> new TreeMap<>())
                    .merge(bound, count, Long::sum));
      }
    }
    for (TimeSeries series : known.series()) {
      series.points().forEach(point -> this.known.add(cell(series, point)));
    }
  }

  /** A point that cannot be a count makes the workload's step unknown, and no other one. */
  private void read(TimeSeries series, BiConsumer<GridCell, Long> counts) {
    for (Point point : series.points()) {
      GridCell cell = cell(series, point);
      if (point.isCount()) {
        counts.accept(cell, (long) point.value());
      } else {
        invalid.putIfAbsent(cell, new MissingData.InvalidCount(point.value(), series.labels()));
      }
    }
  }

  /** Requests to {@code workload} in the step that ended at {@code point}. */
  RequestCounts requests(CountedWorkload workload, long point) {
    GridCell cell = new GridCell(workload, point);
    return new RequestCounts(
        Map.copyOf(answers.getOrDefault(cell, Map.of())),
        consistent(durations.getOrDefault(cell, new TreeMap<>())));
  }

  /** Those of them that came without mutual TLS, as far as the workload's own proxies count. */
  long plaintext(CountedWorkload workload, long point) {
    return plaintext.getOrDefault(new GridCell(workload, point), 0L);
  }

  /** Requests to {@code workload} in that step, by the name of the service they were sent to. */
  Map<String, Long> names(CountedWorkload workload, long point) {
    return names.getOrDefault(new GridCell(workload, point), Map.of());
  }

  /** Requests that failed before a pod was chosen. */
  UnattributedCounts unattributed() {
    return unattributed;
  }

  /**
   * Whether a proxy that counts {@code workload} was scraped in the step that ended at {@code
   * point}.
   */
  boolean isSampled(CountedWorkload workload, long point) {
    return answers.containsKey(new GridCell(workload, point));
  }

  /** Whether {@code workload} was known long enough before {@code point}. */
  boolean isKnown(CountedWorkload workload, long point) {
    return known.contains(new GridCell(workload, point));
  }

  /** A number in that step that is negative, or not whole; null if all are counts. */
  MissingData.InvalidCount invalid(CountedWorkload workload, long point) {
    return invalid.get(new GridCell(workload, point));
  }

  /** The histogram's bounds by their labels. */
  Map<String, Double> bounds() {
    return Map.copyOf(bounds);
  }

  /** Those of {@code wanted} that the histogram of that step does not have. */
  Set<Double> missingBounds(Set<Double> wanted, CountedWorkload workload, long point) {
    SortedMap<Double, Long> buckets = durations.get(new GridCell(workload, point));
    Set<Double> missing = new HashSet<>();
    if (buckets != null) {
      missing.addAll(wanted);
      missing.removeAll(buckets.keySet());
    }
    return missing;
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
    return new GridCell(workload(series), point.seconds());
  }

  /** What a series counts. */
  static CountedWorkload workload(TimeSeries series) {
    Reporter reporter =
        REPORTERS.getOrDefault(label(series, Queries.REPORTER), Reporter.DESTINATION);
    return new CountedWorkload(DestinationSeries.destination(series), reporter);
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
}
