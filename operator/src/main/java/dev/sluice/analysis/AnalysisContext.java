package dev.sluice.analysis;

import java.util.OptionalDouble;

/**
 * What the release is doing while an interval of the sampling grid passes.
 *
 * @param weight share of the requests that the candidate should get, 0 to 1
 * @param next share that the candidate is to be verified for, more than 0 to 1; empty if nothing is
 *     to be verified
 * @param candidate the candidate's name in messages
 * @param baseline the baseline's name in messages
 * @param divided whether the weight divides all requests of both versions; others send some to one
 *     of them where it does not, and then the candidate's share of all is not known
 * @param byWeightAlone whether no request should reach the candidate past the weight
 * @param quietSeconds time without requests after which the candidate counts as having none
 */
public record AnalysisContext(
    double weight,
    OptionalDouble next,
    String candidate,
    String baseline,
    boolean divided,
    boolean byWeightAlone,
    long quietSeconds) {

  /** With a weight that divides all requests, and counters that are scraped often. */
  public AnalysisContext(double weight, OptionalDouble next, String candidate, String baseline) {
    this(weight, next, candidate, baseline, true, true, Thresholds.NO_TRAFFIC_SECONDS);
  }

  /** The same where others send requests past the weight, or not. */
  public AnalysisContext dividing(boolean all) {
    return new AnalysisContext(weight, next, candidate, baseline, all, byWeightAlone, quietSeconds);
  }

  /** The same where requests may reach the candidate by another path, or not. */
  public AnalysisContext reachedByWeightAlone(boolean alone) {
    return new AnalysisContext(weight, next, candidate, baseline, divided, alone, quietSeconds);
  }

  /** The same where counters may show no requests for so long although there are some. */
  public AnalysisContext scrapedWithin(long seconds) {
    long quiet = Math.max(Thresholds.NO_TRAFFIC_SECONDS, seconds);
    return new AnalysisContext(weight, next, candidate, baseline, divided, byWeightAlone, quiet);
  }

  /** Whether the candidate gets all requests, so that there is nothing to compare it with. */
  boolean hasNoBaseline() {
    return weight >= 1;
  }

  /** Whether this is the last chance to compare before the candidate gets all requests. */
  boolean isLastComparison() {
    return next.isPresent() && next.getAsDouble() >= 1;
  }
}
