package dev.sluice.analysis.evidence;

import java.util.List;

/**
 * One share of requests against a fixed limit, and the same test of the other version: where that
 * one exceeds the limit too, the world is at fault.
 *
 * @param millis bound above which a request is slow; 0 for errors
 * @param max the limit, as a share of requests
 * @param phi largest clump in which such requests are thought to come
 * @param harm evidence that the version on trial exceeds the limit
 * @param shared evidence that the other version does
 */
public record LimitEvidence(
    double millis,
    double max,
    double phi,
    HarmState harm,
    HarmState shared,
    Counts candidate,
    Counts baseline) {

  public static LimitEvidence begin(
      double millis, double max, double cap, List<Counts> history, int stepSeconds) {
    double phi = Dispersion.phi(history, cap);
    HarmState begin = HarmProcess.limit(max, phi, stepSeconds).begin(Counts.NONE);
    return new LimitEvidence(millis, max, phi, begin, begin, Counts.NONE, Counts.NONE);
  }

  public LimitEvidence step(IntervalCounts block, boolean raised, int stepSeconds) {
    HarmProcess test = HarmProcess.limit(max, phi, stepSeconds);
    return new LimitEvidence(
        millis,
        max,
        phi,
        test.next(harm, new IntervalCounts(block.canary(), Counts.NONE), raised),
        test.next(shared, new IntervalCounts(block.stable(), Counts.NONE), raised),
        candidate.plus(block.canary()),
        baseline.plus(block.stable()));
  }
}
