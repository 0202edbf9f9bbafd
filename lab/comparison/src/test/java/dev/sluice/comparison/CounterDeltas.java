package dev.sluice.comparison;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the increments that are asked of Prometheus must be, series by series: by how much a counter
 * grew; all of it, where it is new or fell because its process started again. A series that is gone
 * counts no more.
 */
public final class CounterDeltas {
  private CounterDeltas() {}

  public static Map<String, Long> of(Map<String, Long> before, Map<String, Long> now) {
    Map<String, Long> deltas = new TreeMap<>();
    now.forEach(
        (series, value) -> {
          long base = before.getOrDefault(series, 0L);
          deltas.put(series, value >= base ? value - base : value);
        });
    return deltas;
  }
}
