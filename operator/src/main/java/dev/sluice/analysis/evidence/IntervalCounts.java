package dev.sluice.analysis.evidence;

/**
 * What both versions did in the same seconds, usually one scrape interval.
 *
 * <p>The versions are compared within a block and never across blocks. This makes a drift of the
 * error share, an outage that both suffer, or a change of weight harmless: each block is a separate
 * stratum (Turner and Grünwald, "Safe sequential testing and effect estimation in stratified count
 * data", 2023).
 *
 * @param candidate requests and errors of the version on trial
 * @param baseline requests and errors of the version beside it
 */
public record IntervalCounts(Counts candidate, Counts baseline) {

  /** The candidate alone, as after its last step, when no baseline is left beside it. */
  static IntervalCounts of(Counts candidate) {
    return new IntervalCounts(candidate, Counts.NONE);
  }

  /** Without requests on both sides there is nothing to compare. */
  boolean oneSided() {
    return candidate.requests() == 0 || baseline.requests() == 0;
  }
}
