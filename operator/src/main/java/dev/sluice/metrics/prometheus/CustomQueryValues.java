package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.MissingData;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Failure;
import dev.sluice.metrics.prometheus.QueryResult.Point;
import dev.sluice.metrics.prometheus.QueryResult.TimeSeries;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Values of the custom queries of one release, by point of the grid. */
final class CustomQueryValues {
  private final NavigableMap<Long, Map<String, Double>> values = new TreeMap<>();
  private final Map<String, MissingData> failing = new HashMap<>();
  private OptionalLong newest = OptionalLong.empty();

  /**
   * Adds the result of one query.
   *
   * @param last newest point of the query: its value decides whether the query is failing
   */
  void add(String metric, QueryResult result, long last) {
    newest = OptionalLong.of(last);
    failing.remove(metric);
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

  /** Drops the values before {@code point}. */
  void dropBefore(long point) {
    values.headMap(point).clear();
  }

  private static MissingData cause(int series, Double value) {
    return switch (series) {
      case 0 -> new MissingData.NoValue();
      case 1 -> new MissingData.NotFinite(value);
      default -> new MissingData.ManySeries(series);
    };
  }

  /** The newest point that was queried, answered or not. */
  OptionalLong newest() {
    return newest;
  }

  /** The values at {@code point}, by metric. */
  Map<String, Double> at(long point) {
    return Map.copyOf(values.getOrDefault(point, Map.of()));
  }

  /** Why there is no value at the newest point, by metric. */
  Map<String, MissingData> failing() {
    return Map.copyOf(failing);
  }
}
