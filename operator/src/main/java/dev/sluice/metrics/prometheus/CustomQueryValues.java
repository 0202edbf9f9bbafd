package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.MissingData;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Failure;
import dev.sluice.metrics.prometheus.QueryResult.Point;
import dev.sluice.metrics.prometheus.QueryResult.TimeSeries;
import java.util.HashMap;
import java.util.Map;

/** Values of the custom queries of one release, by point of the grid. */
final class CustomQueryValues {
  private final Map<Long, Map<String, Double>> values = new HashMap<>();
  private final Map<String, MissingData> failing = new HashMap<>();

  /**
   * Adds the result of one query.
   *
   * @param last newest point of the query: its value decides whether the query is failing
   */
  void add(String metric, QueryResult result, long last) {
    if (result instanceof Failure failure) {
      failing.put(metric, failure.cause());
      return;
    }
    Map<Long, Integer> seriesAt = new HashMap<>();
    Map<Long, Double> valueAt = new HashMap<>();
    for (TimeSeries series : ((Data) result).series()) {
      for (Point point : series.points()) {
        seriesAt.merge(point.seconds(), 1, Integer::sum);
        valueAt.put(point.seconds(), point.value());
      }
    }
    valueAt.forEach(
        (point, value) -> {
          if (seriesAt.get(point) == 1 && Double.isFinite(value)) {
            values.computeIfAbsent(point, time -> new HashMap<>()).put(metric, value);
          }
        });
    if (!at(last).containsKey(metric)) {
      failing.put(metric, cause(seriesAt.getOrDefault(last, 0), valueAt.get(last)));
    }
  }

  private static MissingData cause(int series, Double value) {
    return switch (series) {
      case 0 -> new MissingData.NoValue();
      case 1 -> new MissingData.NotFinite(value);
      default -> new MissingData.ManySeries(series);
    };
  }

  /** The values at {@code point}, by metric. */
  Map<String, Double> at(long point) {
    return values.getOrDefault(point, Map.of());
  }

  /** Why there is no value at the newest point, by metric. */
  Map<String, MissingData> failing() {
    return Map.copyOf(failing);
  }
}
