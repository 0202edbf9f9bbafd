package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.Dispersion;
import dev.sluice.analysis.evidence.FitnessProcess;
import dev.sluice.analysis.evidence.FitnessState;
import dev.sluice.analysis.evidence.HarmProcess;
import dev.sluice.analysis.evidence.HarmState;
import dev.sluice.analysis.evidence.IntervalCounts;
import dev.sluice.analysis.evidence.LatencyBound;
import dev.sluice.analysis.evidence.RecentErrorRate;
import java.util.List;

/**
 * The comparison of one share of requests - the failed, or the slow ones - with the other version.
 *
 * @param millis bound above which a request is slow; 0 for errors
 * @param phi largest clump in which such requests are thought to come
 * @param rho allowed ratio of the shares
 * @param delta allowed difference besides, as a share of requests
 * @param gateRho ratio of the shares that must be proven to be kept before a version gets all
 *     requests; for latency only
 * @param harm evidence that the version on trial is worse than allowed
 * @param fit evidence that it is fit for the next weight; null where that need not be proven
 * @param usual the other version's share before the trial, or null where it had too few requests
 * @param recent the other version just now; once it gets no requests any more, the version on trial
 * @param candidate seen since the trial began
 * @param baseline seen in the same seconds
 */
record Comparison(
    double millis,
    double phi,
    double rho,
    double delta,
    double gateRho,
    HarmState harm,
    FitnessState fit,
    Double usual,
    RecentErrorRate recent,
    Counts candidate,
    Counts baseline) {

  /** In the place of a bound: what is compared is no duration. */
  static final double ERRORS = 0;

  /** Clumps of errors and of slow requests that can be told from noise at most. */
  private static final double MOST_ERRORS = Dispersion.ERRORS_CAP;

  private static final double MOST_SLOW = Dispersion.SLOW_CAP;

  /** Only the bounds nearest to the middle must be proven; in the far tail there is too little. */
  private static final int PROVEN_BOUNDS = 3;

  /** Requests from which a share is known well enough to see that it has changed much. */
  private static final long ENOUGH = 500;

  /** Where no request falls near a bound a slowdown does not show there, and proves nothing. */
  private static final double LEAST_RATIO = 1.02;

  static Comparison errors(MetricRule.Errors rule, List<Counts> history, int stepSeconds) {
    double phi = Dispersion.phi(history, MOST_ERRORS);
    double rho = 1 + rule.maxIncrease();
    HarmState harm =
        HarmProcess.errors(rho, rule.ignoreBelow(), phi, stepSeconds).begin(Counts.sum(history));
    return new Comparison(
        ERRORS,
        phi,
        rho,
        rule.ignoreBelow(),
        0,
        harm,
        FitnessProcess.errors(1, phi).begin(),
        usual(Counts.sum(history)),
        RecentErrorRate.NONE,
        Counts.NONE,
        Counts.NONE);
  }

  static Comparison slow(LatencyBound bound, int index, List<Counts> history, int stepSeconds) {
    double phi = Dispersion.phi(history, MOST_SLOW);
    HarmState harm = HarmProcess.slow(bound.rho(), phi, stepSeconds).begin(Counts.sum(history));
    return new Comparison(
        bound.millis(),
        phi,
        bound.rho(),
        0,
        bound.gateRho(),
        harm,
        index < PROVEN_BOUNDS && bound.gateRho() > LEAST_RATIO
            ? FitnessProcess.slow(bound.gateRho(), phi).begin()
            : null,
        null,
        RecentErrorRate.NONE,
        Counts.NONE,
        Counts.NONE);
  }

  /**
   * One more step of the grid.
   *
   * @param raised whether the weight rose before it
   * @param acquainted whether both versions have been watched for long enough to tell by that what
   *     is usual, where nothing is known of before
   */
  Comparison step(
      IntervalCounts block,
      AnalysisContext setting,
      boolean raised,
      boolean acquainted,
      int stepSeconds) {
    FitnessState proof = fit;
    if (fit != null && setting.next().isPresent() && !setting.alone()) {
      FitnessProcess gate =
          millis == ERRORS
              ? FitnessProcess.errors(setting.next().getAsDouble(), phi)
              : FitnessProcess.slow(gateRho, phi);
      proof = gate.next(fit, block, harm.stableShare());
    }
    Counts other = baseline.plus(block.stable());
    return new Comparison(
        millis,
        phi,
        rho,
        delta,
        gateRho,
        harm(block, setting, raised, stepSeconds),
        proof,
        usual == null && acquainted ? usual(other) : usual,
        recent.step(setting.alone() ? block.canary() : block.stable(), stepSeconds),
        candidate.plus(block.canary()),
        other);
  }

  /**
   * Requests that fail may be held against a version even where none are left to compare with: a
   * version that worked does not begin to fail by itself. Latency may not. It changes with the load
   * of the nodes, and with nothing beside it nobody can tell that from the version.
   */
  private HarmState harm(
      IntervalCounts block, AnalysisContext setting, boolean raised, int stepSeconds) {
    HarmProcess test = test(stepSeconds);
    if (!setting.alone()) {
      return test.next(harm, block, raised);
    }
    return millis == ERRORS ? test.nextAlone(harm, block.canary()) : harm;
  }

  /** Whether the version is proven fit, as far as this comparison must prove it. */
  boolean proven() {
    return fit == null || fit.logWealth() >= AnalysisEngine.PROVEN;
  }

  private static Double usual(Counts before) {
    return before.requests() < ENOUGH ? null : (double) before.errors() / before.requests();
  }

  /**
   * Whether the other version is in trouble that it was not in before. Where nothing is known of
   * before, trouble is taken for trouble: learned from, it would soon look usual.
   */
  boolean outage() {
    return millis == ERRORS && recent.outage(usual == null ? 0 : usual);
  }

  /** Whether far more requests are slow now than were when there was something to compare with. */
  boolean slowed() {
    return millis != ERRORS && recent.outage(harm.stableShare());
  }

  Comparison newStep() {
    return with(harm, begin(), usual, recent, candidate, baseline);
  }

  /** The same comparison with the versions in each other's place, from its beginning. */
  Comparison exchanged(int stepSeconds) {
    Double seen = usual(candidate);
    return with(
        test(stepSeconds).begin(candidate),
        begin(),
        seen == null ? usual : seen,
        RecentErrorRate.NONE,
        Counts.NONE,
        Counts.NONE);
  }

  Comparison turned() {
    return with(harm, fit, usual, recent, /* candidate= */ baseline, /* baseline= */ candidate);
  }

  private HarmProcess test(int stepSeconds) {
    return millis == ERRORS
        ? HarmProcess.errors(rho, delta, phi, stepSeconds)
        : HarmProcess.slow(rho, phi, stepSeconds);
  }

  private FitnessState begin() {
    if (fit == null) {
      return null;
    }
    return millis == ERRORS
        ? FitnessProcess.errors(1, phi).begin()
        : FitnessProcess.slow(gateRho, phi).begin();
  }

  private Comparison with(
      HarmState harm,
      FitnessState fit,
      Double usual,
      RecentErrorRate recent,
      Counts candidate,
      Counts baseline) {
    return new Comparison(
        millis, phi, rho, delta, gateRho, harm, fit, usual, recent, candidate, baseline);
  }
}
