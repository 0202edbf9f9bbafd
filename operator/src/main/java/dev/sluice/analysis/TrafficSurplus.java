package dev.sluice.analysis;

import dev.sluice.analysis.evidence.TrafficShareProcess;
import dev.sluice.analysis.evidence.TrafficShareState;
import java.util.List;

/**
 * Whether the candidate gets more requests than its weight: then some come by a path that no weight
 * divides.
 *
 * @param share the evidence
 * @param usual requests of both versions in an interval, the median before the release; 0 if that
 *     is not known
 */
public record TrafficSurplus(TrafficShareState share, long usual) {
  /** Without evidence, and where nothing is known of before. */
  static final TrafficSurplus UNKNOWN =
      new TrafficSurplus(TrafficShareProcess.tooMany().begin(), 0);

  /**
   * Part of the usual requests below which a larger share of the candidate says nothing: requests
   * that the baseline has not answered yet are not counted. Where it answers none, a candidate at
   * weight w has one and a half of w of the counted requests when those are two thirds of all.
   */
  private static final double COUNTED = 2 / 3.0;

  /** Without evidence, after these requests of the baseline. */
  static TrafficSurplus after(List<RequestCounts> history) {
    List<Long> sorted = history.stream().map(RequestCounts::requests).sorted().toList();
    return new TrafficSurplus(
        UNKNOWN.share(), sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2));
  }

  /** Without evidence, with what is known of before. */
  TrafficSurplus atNewWeight() {
    return new TrafficSurplus(UNKNOWN.share(), usual);
  }

  /** Natural logarithm of the evidence. */
  double logWealth() {
    return share.logWealth();
  }

  /**
   * The evidence after one more interval, as far as the weight alone divides the requests, and each
   * is counted once: a workload's own proxies count every attempt.
   *
   * @param recent the largest number of requests in one of the last intervals
   */
  TrafficSurplus next(Sample sample, AnalysisContext context, Reporter reporter, long recent) {
    long requests = sample.candidate().requests();
    long total = requests + sample.baseline().requests();
    if (!context.byWeightAlone()
        || reporter == Reporter.DESTINATION
        || !TrafficShareProcess.asksForMore(context.weight())) {
      return atNewWeight();
    }
    return total < COUNTED * (usual == 0 ? recent : usual)
        ? this
        : new TrafficSurplus(
            Thresholds.boundedTrafficShare(
                TrafficShareProcess.tooMany()
                    .next(share, requests, total - requests, context.weight())),
            usual);
  }
}
