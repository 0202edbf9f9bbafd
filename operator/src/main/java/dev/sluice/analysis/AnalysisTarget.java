package dev.sluice.analysis;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which workload is on trial now, beside which other, and what is to be measured of them.
 *
 * @param candidate name of the Deployment on trial
 * @param baseline name of the Deployment that it is compared with
 * @param after steps of the sampling grid up to this time were judged before, or are not of the
 *     trial
 * @param history when the release began, where the baseline's half hour before it is wanted
 * @param queries the user's own queries, ready to be asked, by metric
 * @param bounds the only bounds of the histogram of durations at which requests are counted, in
 *     milliseconds; absent where they are counted at all of them
 */
public record AnalysisTarget(
    String candidate,
    String baseline,
    Instant after,
    Optional<Instant> history,
    Map<String, String> queries,
    Optional<Set<Double>> bounds) {

  /** Counts requests at all bounds of the histogram. */
  public AnalysisTarget(
      String candidate,
      String baseline,
      Instant after,
      Optional<Instant> history,
      Map<String, String> queries) {
    this(candidate, baseline, after, history, queries, Optional.empty());
  }
}
