package dev.sluice.analysis;

/**
 * One interval of the sampling grid, as a metric learns from it.
 *
 * @param mode what the metric may do
 * @param weightJustRaised whether the weight rose just before it
 * @param outage of the baseline, this interval included
 * @param age seconds since the candidate got its first requests
 * @param stepSeconds length of the interval
 */
record SampledInterval(
    Sample sample,
    AnalysisContext context,
    Enforcement mode,
    boolean weightJustRaised,
    BaselineOutage outage,
    long age,
    int stepSeconds) {

  boolean isWarmUp() {
    return age < Thresholds.WARM_UP_SECONDS;
  }

  /** Whether both versions were watched for long enough to know what is usual. */
  boolean isBaselineKnown() {
    return age >= Thresholds.BASELINE_KNOWN_SECONDS;
  }
}
