package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Reporter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Requests that the workloads' own proxies count and no caller's proxy does. A caller without a
 * proxy knows no route: its requests reach the pods of every version.
 */
final class UncountedTraffic {
  private static final double HALF_LIFE_SECONDS = 60;

  /** Share of direct requests from which on they matter. */
  private static final double MIN_SHARE = 0.01;

  /** Requests a second, below which are the scrapes of a metrics port. */
  private static final double MIN_RATE = 1;

  private final SamplingGrid grid;
  private final Map<Destination, Long> since = new TreeMap<>();
  private double direct;
  private double received;

  UncountedTraffic(SamplingGrid grid) {
    this.grid = grid;
  }

  /** Adds one point of both versions. Points come in order. */
  void add(RangeCounts counts, Destination candidate, Destination baseline, long point) {
    double kept = Math.pow(0.5, grid.seconds() / HALF_LIFE_SECONDS);
    direct *= kept;
    received *= kept;
    for (Destination destination : new Destination[] {candidate, baseline}) {
      CountedWorkload own = new CountedWorkload(destination, Reporter.DESTINATION);
      long requests = counts.requests(own, point).requests();
      direct += counts.plaintext(own, point);
      received += requests;
      CountedWorkload byCallers = new CountedWorkload(destination, Reporter.SOURCE);
      if (counts.isSampled(byCallers, point) || counts.isKnown(byCallers, point)) {
        since.remove(destination);
      } else if (requests > 0) {
        since.putIfAbsent(destination, point);
      }
    }
  }

  /**
   * What is wrong with the requests to the workloads.
   *
   * @param reporter whose counts are used
   * @param newest point that was added
   */
  Optional<MissingData> problem(Reporter reporter, Destination baseline, long newest) {
    // Callers and workloads are scraped at different times, so one or two steps mean nothing.
    Optional<Destination> hidden =
        since.entrySet().stream()
            .filter(entry -> entry.getValue() <= newest - 2 * grid.seconds())
            .map(Map.Entry::getKey)
            .findFirst();
    if (reporter == Reporter.SOURCE && hidden.isPresent()) {
      return Optional.of(new MissingData.ServerSideOnly(hidden.get().name()));
    }
    return hasDirectRequests()
        ? Optional.of(new MissingData.DirectRequests(baseline.name()))
        : Optional.empty();
  }

  /** In a mesh without mutual TLS all requests are in plaintext, which says nothing. */
  private boolean hasDirectRequests() {
    double seconds = HALF_LIFE_SECONDS / Math.log(2);
    return direct >= MIN_RATE * seconds && direct >= MIN_SHARE * received && direct < received;
  }
}
