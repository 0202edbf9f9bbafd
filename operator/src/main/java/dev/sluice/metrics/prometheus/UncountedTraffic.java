package dev.sluice.metrics.prometheus;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Workloads whose own proxies count requests that no caller's proxy counts. */
final class UncountedTraffic {
  private final Map<Destination, Long> since = new TreeMap<>();

  /** Notes what {@code point} says of {@code destination}. Points come in order. */
  void look(RangeCounts counted, Destination destination, long point) {
    if (counted.sampled(destination, point) || counted.known(destination, point)) {
      since.remove(destination);
    } else if (counted.received(destination, point) > 0) {
      since.putIfAbsent(destination, point);
    }
  }

  /**
   * One that has been so since {@code point} or before: callers are scraped at other moments than
   * the workload, so a step or two say nothing.
   */
  Optional<Destination> since(long point) {
    return since.entrySet().stream()
        .filter(entry -> entry.getValue() <= point)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
