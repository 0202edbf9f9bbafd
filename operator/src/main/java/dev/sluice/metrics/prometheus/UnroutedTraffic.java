package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Reporter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Requests to the workloads that follow no route, as far as the counts betray them: they reach the
 * pods of every version. A caller without a proxy knows no route, so that the workloads' own
 * proxies count requests that no caller's does; and a route is for the name of one Service.
 */
final class UnroutedTraffic {
  private static final double HALF_LIFE_SECONDS = 60;

  /** Time without them after which they have ended. */
  private static final long ENDED_SECONDS = 120;

  /** Share of such requests from which on they matter. */
  private static final double MIN_SHARE = 0.01;

  /** Requests a second, and for each pod: below that are the scrapes of a metrics port. */
  private static final double MIN_RATE = 1;

  private static final double MIN_RATE_OF_POD = 0.25;

  /** What Istio writes where it does not know a service. */
  private static final Set<String> NO_NAME = Set.of("", "unknown");

  /** Requests of one kind, those of the last minute more than those before. */
  private static final class RecentRequests {
    private double requests;
    private long lastSeen = Long.MIN_VALUE;

    void add(long more, long all, long point) {
      requests += more;
      if (more > 0 && more >= MIN_SHARE * all) {
        lastSeen = point;
      }
    }

    void addBefore(RecentRequests earlier) {
      requests += earlier.requests;
      lastSeen = Math.max(lastSeen, earlier.lastSeen);
    }

    boolean matter(double all, int pods, long newest) {
      double seconds = HALF_LIFE_SECONDS / Math.log(2);
      return requests >= Math.max(MIN_RATE, MIN_RATE_OF_POD * pods) * seconds
          && requests >= MIN_SHARE * all
          && lastSeen >= newest - ENDED_SECONDS;
    }
  }

  private final SamplingGrid grid;
  private final Map<Destination, Long> since = new TreeMap<>();
  private final RecentRequests direct = new RecentRequests();
  private final Map<String, RecentRequests> named = new TreeMap<>();
  private double received;
  private double sent;
  private int points;

  UnroutedTraffic(SamplingGrid grid) {
    this.grid = grid;
  }

  /**
   * Adds one point. Points come in order.
   *
   * @param versions whose requests are counted
   * @param service that the requests should be sent to; empty for any
   */
  void add(
      RangeCounts counts,
      Collection<Destination> versions,
      Optional<Destination> service,
      long point) {
    forget(1);
    points++;
    long plaintext = 0;
    long own = 0;
    Map<String, Long> names = new TreeMap<>();
    for (Destination version : versions) {
      CountedWorkload byPods = new CountedWorkload(version, Reporter.DESTINATION);
      CountedWorkload byCallers = new CountedWorkload(version, Reporter.SOURCE);
      long requests = counts.requests(byPods, point).requests();
      if (counts.isKnown(byPods, point)) {
        plaintext += counts.plaintext(byPods, point);
        own += requests;
      }
      if (counts.isKnown(byCallers, point)) {
        counts
            .names(byCallers, point)
            .forEach((name, count) -> names.merge(name, count, Long::sum));
      }
      if (counts.isSampled(byCallers, point) || counts.isKnown(byCallers, point)) {
        since.remove(version);
      } else if (requests > 0) {
        since.putIfAbsent(version, point);
      }
    }
    received += own;
    direct.add(plaintext, own, point);
    long all = names.values().stream().mapToLong(Long::longValue).sum();
    sent += all;
    service.ifPresent(routed -> names.remove(routed.name()));
    names.keySet().removeAll(NO_NAME);
    if (service.isPresent()) {
      names.forEach(
          (name, count) ->
              named.computeIfAbsent(name, none -> new RecentRequests()).add(count, all, point));
    }
  }

  /** Adds what came before the first point. */
  void addBefore(UnroutedTraffic earlier) {
    earlier.forget(points);
    received += earlier.received;
    sent += earlier.sent;
    direct.addBefore(earlier.direct);
    earlier.named.forEach(
        (name, requests) ->
            named.computeIfAbsent(name, none -> new RecentRequests()).addBefore(requests));
  }

  private void forget(int steps) {
    double kept = Math.pow(0.5, steps * grid.seconds() / HALF_LIFE_SECONDS);
    received *= kept;
    sent *= kept;
    direct.requests *= kept;
    named.values().forEach(requests -> requests.requests *= kept);
  }

  /**
   * What is wrong with the requests to the workloads.
   *
   * @param reporter whose counts are used
   * @param pods of both versions
   * @param newest point that was added
   */
  Optional<MissingData> problem(Reporter reporter, Destination baseline, int pods, long newest) {
    // Callers and workloads are scraped at different times, so one or two steps mean nothing.
    Optional<Destination> hidden =
        since.entrySet().stream()
            .filter(entry -> entry.getValue() <= newest - 2 * grid.seconds())
            .map(Map.Entry::getKey)
            .findFirst();
    if (reporter == Reporter.SOURCE && hidden.isPresent()) {
      return Optional.of(new MissingData.ServerSideOnly(hidden.get().name()));
    }
    // In a mesh without mutual TLS all requests are in plaintext, which says nothing.
    if (direct.requests < received && direct.matter(received, pods, newest)) {
      return Optional.of(new MissingData.DirectRequests(baseline.name()));
    }
    return named.entrySet().stream()
        .filter(entry -> entry.getValue().matter(sent, pods, newest))
        .map(Map.Entry::getKey)
        .findFirst()
        .map(name -> new MissingData.UnderOtherName(baseline.name(), name));
  }
}
