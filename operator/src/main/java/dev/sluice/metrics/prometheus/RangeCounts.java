package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.RequestCounts;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Point;
import dev.sluice.metrics.prometheus.QueryResult.Series;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the answers to the {@link Queries} say, by workload and point of the grid. */
final class RangeCounts {
  /** Whole numbers above this are not told apart by Prometheus, which keeps doubles. */
  private static final double LARGEST = 0x1p53;

  /** A count that is none. */
  static final class NotWhole extends Exception {
    private static final long serialVersionUID = 1L;

    NotWhole(Series series, double value) {
      super("a number of requests is %s: %s".formatted(value, series.labels()));
    }
  }

  private record Place(Destination destination, long point) {}

  private final Map<Place, Map<RequestCounts.Answer, Long>> answers = new HashMap<>();
  private final Map<Place, SortedMap<Double, Long>> durations = new HashMap<>();
  private final Map<Place, Long> received = new HashMap<>();
  private final Set<Place> known = new HashSet<>();

  /** One object for each bound, however often it occurs, by how it is written. */
  private final Map<String, Double> bounds = new HashMap<>();

  /**
   * Reads the answers to one batch.
   *
   * @param durations of different workloads each
   * @throws NotWhole when a number is no count of requests
   */
  RangeCounts(Data requests, Data known, List<Data> durations) throws NotWhole {
    for (Series series : requests.series()) {
      boolean source = label(series, Queries.REPORTER).equals("source");
      for (Point point : series.points()) {
        if (source) {
          answers
              .computeIfAbsent(place(series, point), place -> new HashMap<>())
              .merge(ending(series), whole(series, point), Long::sum);
        } else {
          received.merge(place(series, point), whole(series, point), Long::sum);
        }
      }
    }
    for (Data part : durations) {
      for (Series series : part.series()) {
        Double bound = bounds.computeIfAbsent(label(series, Queries.BOUND), RangeCounts::bound);
        for (Point point : series.points()) {
          this.durations
              .computeIfAbsent(place(series, point), place -> new TreeMap<>())
              .merge(bound, whole(series, point), Long::sum);
        }
      }
    }
    for (Series series : known.series()) {
      series.points().forEach(point -> this.known.add(place(series, point)));
    }
  }

  /** Requests to {@code destination} in the step that ended at {@code point}. */
  RequestCounts tally(Destination destination, long point) {
    Place place = new Place(destination, point);
    return new RequestCounts(
        Map.copyOf(answers.getOrDefault(place, Map.of())),
        consistent(durations.getOrDefault(place, new TreeMap<>())));
  }

  /**
   * Whether a caller of {@code destination} was scraped in the step that ended at {@code point}.
   */
  boolean sampled(Destination destination, long point) {
    return answers.containsKey(new Place(destination, point));
  }

  /** Whether {@code destination} was known long enough before {@code point}. */
  boolean known(Destination destination, long point) {
    return known.contains(new Place(destination, point));
  }

  /** The histogram's bounds by how they are written. */
  Map<String, Double> bounds() {
    return Map.copyOf(bounds);
  }

  /** Those of {@code wanted} at which the histogram of that step does not count. */
  Set<Double> lacking(Set<Double> wanted, Destination destination, long point) {
    SortedMap<Double, Long> buckets = durations.get(new Place(destination, point));
    Set<Double> lacking = new HashSet<>();
    if (buckets != null) {
      lacking.addAll(wanted);
      lacking.removeAll(buckets.keySet());
    }
    return lacking;
  }

  /** Requests in that step by what the workload's own proxies say. */
  long received(Destination destination, long point) {
    return received.getOrDefault(new Place(destination, point), 0L);
  }

  /**
   * A histogram counts each request in every bucket above its duration. Where the buckets say
   * otherwise (some of them restarted from a higher value than others, or their label is written in
   * another way since an upgrade of Prometheus) there is no histogram of that step.
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

  private static Place place(Series series, Point point) {
    return new Place(
        new Destination(label(series, Queries.NAMESPACE), label(series, Queries.WORKLOAD)),
        point.seconds());
  }

  private static RequestCounts.Answer ending(Series series) {
    return new RequestCounts.Answer(label(series, Queries.CODE), label(series, Queries.GRPC));
  }

  private static String label(Series series, String name) {
    return series.labels().getOrDefault(name, "");
  }

  /** Prometheus 2 writes 10, Prometheus 3 writes 10.0. What is no number sorts behind all. */
  private static Double bound(String text) {
    try {
      return text.equals(Queries.INFINITE) ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static long whole(Series series, Point point) throws NotWhole {
    double value = point.value();
    if (!(value >= 0 && value <= LARGEST && value == Math.rint(value))) {
      throw new NotWhole(series, value);
    }
    return (long) value;
  }
}
