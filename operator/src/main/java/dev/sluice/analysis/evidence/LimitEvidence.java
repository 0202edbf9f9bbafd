package dev.sluice.analysis.evidence;

/**
 * One share of requests against an absolute limit, and the same test of the baseline: if that
 * exceeds the limit too, the cause is shared.
 *
 * @param millis bound above which a request is slow; {@link LatencyBound#NONE} for errors
 * @param max the limit, as a share of requests
 * @param phi largest clump in which such requests are assumed to come
 * @param harm evidence that the candidate exceeds the limit
 * @param baselineHarm evidence that the baseline does
 */
public record LimitEvidence(
    double millis,
    double max,
    double phi,
    HarmState harm,
    HarmState baselineHarm,
    Counts candidate,
    Counts baseline) {

  /** Whether failed requests are limited, not slow ones. */
  public boolean isErrors() {
    return millis == LatencyBound.NONE;
  }

  public static LimitEvidence begin(double millis, double max, double phi, int stepSeconds) {
    HarmState begin = HarmProcess.limit(max, phi, stepSeconds).begin(Counts.NONE);
    return new LimitEvidence(millis, max, phi, begin, begin, Counts.NONE, Counts.NONE);
  }

  public LimitEvidence next(IntervalCounts block, boolean weightJustRaised, int stepSeconds) {
    HarmProcess process = HarmProcess.limit(max, phi, stepSeconds);
    return new LimitEvidence(
        millis,
        max,
        phi,
        process.next(harm, new IntervalCounts(block.candidate(), Counts.NONE), weightJustRaised),
        process.next(
            baselineHarm, new IntervalCounts(block.baseline(), Counts.NONE), weightJustRaised),
        candidate.plus(block.candidate()),
        baseline.plus(block.baseline()));
  }
}
