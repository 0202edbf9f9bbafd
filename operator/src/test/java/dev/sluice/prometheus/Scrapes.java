package dev.sluice.prometheus;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The counters of one workload as they were scraped, and what Prometheus would make of them: a
 * value is known for five minutes, the one before it for ten.
 */
final class Scrapes {
  private static final long LOOK_BACK = 300;
  private static final long BEFORE = 600;

  private final NavigableMap<Long, Map<String, Long>> scrapes = new TreeMap<>();

  /** A scrape at a time in seconds; counters per response code. */
  Scrapes at(long seconds, Map<String, Long> counters) {
    scrapes.put(seconds, counters);
    return this;
  }

  Set<String> codes() {
    Set<String> codes = new TreeSet<>();
    scrapes.values().forEach(counters -> codes.addAll(counters.keySet()));
    return codes;
  }

  /** What the query for increments gives at a point of the grid. */
  OptionalLong increment(String code, long point) {
    Long now = value(code, point, LOOK_BACK);
    if (now == null) {
      return OptionalLong.empty();
    }
    Long before = value(code, point - Grid.STEP, BEFORE);
    return OptionalLong.of(before == null || now < before ? now : now - before);
  }

  /** What the query for the newest sample gives at a point of the grid. */
  OptionalDouble sample(long point) {
    Long time = scrapes.floorKey(point);
    return time == null || time <= point - LOOK_BACK
        ? OptionalDouble.empty()
        : OptionalDouble.of(time);
  }

  private Long value(String code, long point, long within) {
    for (Map.Entry<Long, Map<String, Long>> scrape :
        scrapes.headMap(point, true).descendingMap().entrySet()) {
      if (scrape.getKey() <= point - within) {
        return null;
      }
      if (scrape.getValue().containsKey(code)) {
        return scrape.getValue().get(code);
      }
    }
    return null;
  }
}
