package dev.sluice.analysis;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The two workloads that are compared, and what is to be measured.
 *
 * @param candidate name of the Deployment that is analyzed
 * @param baseline name of the Deployment that it is compared with
 * @param after intervals of the sampling grid up to this time are known or do not count
 * @param history when the release began, if the baseline's half hour before it is needed
 * @param queries the user's own queries, with placeholders filled in, by metric
 * @param bounds the only bounds of the histogram of durations at which requests are counted, in
 *     milliseconds; empty for all bounds
 * @param reporter whose proxies count the requests; empty until that is known, and then the half
 *     hour before the release decides it
 * @param scope which requests to the two workloads belong to it
 */
public record AnalysisTarget(
    String candidate,
    String baseline,
    Instant after,
    Optional<Instant> history,
    Map<String, String> queries,
    Optional<Set<Double>> bounds,
    Optional<Reporter> reporter,
    TrafficScope scope) {

  /** Counts requests at all bounds of the histogram. */
  public AnalysisTarget(
      String candidate,
      String baseline,
      Instant after,
      Optional<Instant> history,
      Map<String, String> queries) {
    this(
        candidate,
        baseline,
        after,
        history,
        queries,
        Optional.empty(),
        Optional.empty(),
        TrafficScope.ALL);
  }

  /** The same target, of which the intervals up to a later time are known. */
  public AnalysisTarget knownUntil(Instant time) {
    return new AnalysisTarget(candidate, baseline, time, history, queries, bounds, reporter, scope);
  }

  /** The same target with other requests. */
  public AnalysisTarget within(TrafficScope other) {
    return new AnalysisTarget(
        candidate, baseline, after, history, queries, bounds, reporter, other);
  }
}
