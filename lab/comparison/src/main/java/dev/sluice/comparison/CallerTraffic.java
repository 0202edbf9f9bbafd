package dev.sluice.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Requests that end by what callers ask for or do not wait for, beside those that fail. Shares are
 * of all requests, 0 to 1; time is that of {@link TrafficCase}.
 *
 * @param stableRefused share of the stable version's requests that it refuses: 404
 * @param canaryRefused share of the canary's
 * @param stableAbandoned share of the stable version's requests whose caller gives up: code 0
 * @param canaryAbandoned share of the canary's
 * @param bursts more requests, at set times
 */
record CallerTraffic(
    IntToDoubleFunction stableRefused,
    IntToDoubleFunction canaryRefused,
    IntToDoubleFunction stableAbandoned,
    IntToDoubleFunction canaryAbandoned,
    List<RequestBurst> bursts) {

  static final CallerTraffic NONE = new CallerTraffic(t -> 0, t -> 0, t -> 0, t -> 0, List.of());

  /**
   * Requests of one cause within one scrape, each of which goes to a version by the weight.
   *
   * @param first when the first comes, in seconds
   * @param every seconds from one to the next
   * @param requests in each
   * @param abandoned whether the caller gives them up; else they are refused
   */
  record RequestBurst(int first, int every, int requests, boolean abandoned) {

    /** How many requests come from this second on, before the end. */
    int between(int second, int end) {
      int before = Math.floorDiv(second - 1 - first, every) + 1;
      int after = Math.floorDiv(end - 1 - first, every) + 1;
      return requests * (Math.max(0, after) - Math.max(0, before));
    }
  }

  CallerTraffic refused(IntToDoubleFunction stable, IntToDoubleFunction canary) {
    return new CallerTraffic(stable, canary, stableAbandoned, canaryAbandoned, bursts);
  }

  CallerTraffic abandoned(IntToDoubleFunction stable, IntToDoubleFunction canary) {
    return new CallerTraffic(stableRefused, canaryRefused, stable, canary, bursts);
  }

  CallerTraffic with(RequestBurst burst) {
    List<RequestBurst> all = new ArrayList<>(bursts);
    all.add(burst);
    return new CallerTraffic(stableRefused, canaryRefused, stableAbandoned, canaryAbandoned, all);
  }

  double refused(VersionRole version, int second) {
    return (version == VersionRole.CANARY ? canaryRefused : stableRefused).applyAsDouble(second);
  }

  double abandoned(VersionRole version, int second) {
    return (version == VersionRole.CANARY ? canaryAbandoned : stableAbandoned)
        .applyAsDouble(second);
  }
}
