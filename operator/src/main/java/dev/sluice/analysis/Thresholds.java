package dev.sluice.analysis;

import dev.sluice.analysis.evidence.TrafficShareState;

/**
 * The fixed limits of the analysis. Evidence is given as its natural logarithm, time in seconds;
 * what a policy may set is in {@link AnalysisPolicy}.
 */
final class Thresholds {
  /** Evidence that verifies the candidate for the next weight: 20:1. */
  static final double VERIFIED = Math.log(20);

  /** Evidence of harm from which on a release does not advance: 10:1. */
  static final double HARM_SUSPECTED = Math.log(10);

  /** Evidence that the candidate gets fewer requests than its share, or more: 1,000:1. */
  static final double TRAFFIC_SHARE = Math.log(1000);

  /** Bounds of that evidence, so that the begin of a shift and its end both show soon. */
  static final double MIN_TRAFFIC_SHARE = -Math.log(3);

  static final double MAX_TRAFFIC_SHARE = Math.log(1e5);

  /** A version's first requests are slow for reasons that pass (compilers, caches). */
  static final long WARM_UP_SECONDS = 60;

  /** Time without requests after which the candidate counts as having none. */
  static final long NO_TRAFFIC_SECONDS = 60;

  /** Time after which the release itself shows what is usual, where nothing was known before. */
  static final long BASELINE_KNOWN_SECONDS = 600;

  /** Intervals that a new count is compared with to see whether it is plausible. */
  static final int RECENT_INTERVALS = 20;

  /** A count this many times the largest recent one comes from a broken counter. */
  static final int IMPLAUSIBLE_GROWTH = 10;

  /** Only the bounds nearest to the middle must be verified; the far tail has too few requests. */
  static final int VERIFIED_BOUNDS = 3;

  /** Where fewer requests fall near a bound, a slowdown does not show there. */
  static final double MIN_BOUND_RATIO = 1.02;

  private Thresholds() {}

  /** Evidence of a shift of requests within its bounds, for each bet. */
  static TrafficShareState boundedTrafficShare(TrafficShareState state) {
    return new TrafficShareState(
        state.logBets().stream()
            .map(bet -> Math.max(MIN_TRAFFIC_SHARE, Math.min(MAX_TRAFFIC_SHARE, bet)))
            .toList());
  }
}
