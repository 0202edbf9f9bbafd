package dev.sluice.analysis;

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
record AgainstLimit(
    double millis,
    double max,
    double phi,
    Harm harm,
    Harm shared,
    Counts candidate,
    Counts baseline) {

  static AgainstLimit begin(
      double millis, double max, double cap, List<Counts> history, int stepSeconds) {
    double phi = Dispersion.phi(history, cap);
    Harm begin = HarmTest.limit(max, phi, stepSeconds).begin(Counts.NONE);
    return new AgainstLimit(millis, max, phi, begin, begin, Counts.NONE, Counts.NONE);
  }

  AgainstLimit step(Block block, boolean raised, int stepSeconds) {
    HarmTest test = HarmTest.limit(max, phi, stepSeconds);
    return new AgainstLimit(
        millis,
        max,
        phi,
        test.next(harm, new Block(block.canary(), Counts.NONE), raised),
        test.next(shared, new Block(block.stable(), Counts.NONE), raised),
        candidate.plus(block.canary()),
        baseline.plus(block.stable()));
  }
}
