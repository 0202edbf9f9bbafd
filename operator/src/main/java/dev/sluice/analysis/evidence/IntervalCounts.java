package dev.sluice.analysis.evidence;

/**
 * What both versions did in the same seconds, usually one scrape interval.
 *
 * <p>Comparing the versions within a block and never across blocks is what makes a drift of the
 * error share, an outage that both suffer, or a change of weight harmless: each block is a stratum
 * of its own (Turner and Grünwald, "Safe sequential testing and effect estimation in stratified
 * count data", 2023).
 *
 * @param canary requests and errors of the version on trial
 * @param stable requests and errors of the version beside it
 */
public record IntervalCounts(Counts canary, Counts stable) {

  /** The canary alone, as after its last step, when no stable version is left beside it. */
  static IntervalCounts of(Counts canary) {
    return new IntervalCounts(canary, Counts.NONE);
  }

  /** Without requests on both sides there is nothing to compare. */
  boolean oneSided() {
    return canary.requests() == 0 || stable.requests() == 0;
  }
}
