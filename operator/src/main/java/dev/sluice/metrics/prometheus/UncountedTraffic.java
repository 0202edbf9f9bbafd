package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.Reporter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Workloads whose own proxies count requests that no caller's proxy counts. */
final class UncountedTraffic {
  private final Map<Destination, Long> since = new TreeMap<>();

  /** Adds one point of a destination. Points come in order. */
  void add(RangeCounts counts, Destination destination, long point) {
    CountedWorkload byCallers = new CountedWorkload(destination, Reporter.SOURCE);
    if (counts.isSampled(byCallers, point) || counts.isKnown(byCallers, point)) {
      since.remove(destination);
    } else if (counts
            .requests(new CountedWorkload(destination, Reporter.DESTINATION), point)
            .requests()
        > 0) {
      since.putIfAbsent(destination, point);
    }
  }

  /**
   * A workload that has been so since {@code point} or earlier. Callers and workload are scraped at
   * different times, so one or two steps mean nothing.
   */
  Optional<Destination> since(long point) {
    return since.entrySet().stream()
        .filter(entry -> entry.getValue() <= point)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
