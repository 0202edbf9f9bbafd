package dev.sluice.metrics.prometheus;

import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Failure;
import dev.sluice.metrics.prometheus.QueryResult.Point;
import dev.sluice.metrics.prometheus.QueryResult.Series;
import java.util.HashMap;
import java.util.Map;

/** What the user's own queries of one release gave. */
final class CustomQueryValues {
  private final Map<Long, Map<String, Double>> values = new HashMap<>();
  private final Map<String, String> failing = new HashMap<>();

  /**
   * Adds the answer to one query.
   *
   * @param last newest point that was asked for: what it has decides whether the query is failing
   */
  void add(String metric, QueryResult answer, long last) {
    if (answer instanceof Failure failure) {
      failing.put(metric, failure.message());
      return;
    }
    Map<Long, Integer> times = new HashMap<>();
    Map<Long, Double> found = new HashMap<>();
    for (Series series : ((Data) answer).series()) {
      for (Point point : series.points()) {
        times.merge(point.seconds(), 1, Integer::sum);
        found.put(point.seconds(), point.value());
      }
    }
    found.forEach(
        (point, value) -> {
          if (times.get(point) == 1 && Double.isFinite(value)) {
            values.computeIfAbsent(point, time -> new HashMap<>()).put(metric, value);
          }
        });
    if (!at(last).containsKey(metric)) {
      failing.put(metric, why(times.getOrDefault(last, 0), found.get(last)));
    }
  }

  private static String why(int series, Double value) {
    return switch (series) {
      case 0 -> "the query has no value now; it must give one number";
      case 1 -> "the query gives " + value + "; it must give one finite number";
      default -> "the query gives " + series + " series; aggregate them to one";
    };
  }

  /** The numbers at {@code point}, by metric. */
  Map<String, Double> at(long point) {
    return values.getOrDefault(point, Map.of());
  }

  /** Why there is no number at the newest point, by metric. */
  Map<String, String> failing() {
    return Map.copyOf(failing);
  }
}
