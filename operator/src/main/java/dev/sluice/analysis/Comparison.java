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
 * The comparison of one share of requests with the baseline: failed ones, given up ones, or slow
 * ones.
 *
 * @param millis bound above which a request is slow; {@link LatencyBound#NONE} for anything else
 * @param phi largest clump in which such requests are assumed to come
 * @param rho allowed ratio of the shares
 * @param delta allowed difference besides, as a share of requests
 * @param gateRho ratio of the shares that must be verified to be kept before a version gets all
 *     requests; for latency only
 * @param harm evidence that the candidate is worse than allowed
 * @param fitness evidence that it is fit for the next weight; null if that need not be verified
 * @param usualShare the baseline's share before the release, or null if it had too few requests
 * @param recent the baseline lately; the candidate once the baseline gets no requests
 * @param candidate seen since the candidate got its first requests
 * @param baseline seen in the same seconds
 */
public record Comparison(
    double millis,
    double phi,
    double rho,
    double delta,
    double gateRho,
    HarmState harm,
    FitnessState fitness,
    Double usualShare,
    RecentErrorRate recent,
    Counts candidate,
    Counts baseline) {

  /**
   * Of failed requests, or of those that were given up.
   *
   * @param maxIncrease how much more often the candidate may fail, as a share of the baseline's
   *     errors
   * @param ignoreBelow share of requests that may fail besides
   * @param proof whether the candidate must be verified by it
   * @param history the baseline's requests before the release
   */
  static Comparison errors(
      double maxIncrease,
      double ignoreBelow,
      boolean proof,
      List<Counts> history,
      int stepSeconds) {
    double phi = Dispersion.phi(history, Dispersion.ERRORS_CAP);
    double rho = 1 + maxIncrease;
    HarmState harm =
        HarmProcess.errors(rho, ignoreBelow, phi, stepSeconds).begin(Counts.sum(history));
    return new Comparison(
        LatencyBound.NONE,
        phi,
        rho,
        ignoreBelow,
        0,
        harm,
        proof ? FitnessProcess.errors(1, phi).begin() : null,
        usualShare(Counts.sum(history)),
        RecentErrorRate.NONE,
        Counts.NONE,
        Counts.NONE);
  }

  /**
   * Of requests slower than {@code bound}.
   *
   * @param index of the bound, counted from the fastest
   */
  static Comparison slow(LatencyBound bound, int index, List<Counts> history, int stepSeconds) {
    double phi = Dispersion.phi(history, Dispersion.SLOW_CAP);
    HarmState harm = HarmProcess.slow(bound.rho(), phi, stepSeconds).begin(Counts.sum(history));
    boolean mustBeVerified =
        index < Thresholds.VERIFIED_BOUNDS && bound.gateRho() > Thresholds.MIN_BOUND_RATIO;
    return new Comparison(
        bound.millis(),
        phi,
        bound.rho(),
        0,
        bound.gateRho(),
        harm,
        mustBeVerified ? FitnessProcess.slow(bound.gateRho(), phi).begin() : null,
        null,
        RecentErrorRate.NONE,
        Counts.NONE,
        Counts.NONE);
  }

  /** After one more interval. */
  Comparison next(IntervalCounts counts, SampledInterval interval) {
    AnalysisContext context = interval.context();
    int stepSeconds = interval.stepSeconds();
    Counts baselineSoFar = baseline.plus(counts.baseline());
    return with(
        nextHarm(counts, interval),
        nextFitness(counts, context),
        usualShare == null && interval.isBaselineKnown() ? usualShare(baselineSoFar) : usualShare,
        recent.next(context.hasNoBaseline() ? counts.candidate() : counts.baseline(), stepSeconds),
        candidate.plus(counts.candidate()),
        baselineSoFar);
  }

  /**
   * Failed requests count against a version even where nothing is left to compare with: a version
   * that worked does not begin to fail by itself. Other ones do not. Latency changes with the load
   * of the nodes, and what callers ask for with the callers; without a baseline neither can be
   * attributed to the version.
   */
  private HarmState nextHarm(IntervalCounts counts, SampledInterval interval) {
    HarmProcess process = harmProcess(interval.stepSeconds());
    if (!interval.context().hasNoBaseline()) {
      return process.next(harm, counts, interval.weightJustRaised());
    }
    return isFailures() ? process.nextAlone(harm, counts.candidate()) : harm;
  }

  private FitnessState nextFitness(IntervalCounts counts, AnalysisContext context) {
    if (fitness == null || context.next().isEmpty() || context.hasNoBaseline()) {
      return fitness;
    }
    FitnessProcess process =
        isErrors()
            ? FitnessProcess.errors(context.next().getAsDouble(), phi)
            : FitnessProcess.slow(gateRho, phi);
    return process.next(fitness, counts, harm.baselineShare());
  }

  /** Whether answers are compared, not durations. */
  boolean isErrors() {
    return millis == LatencyBound.NONE;
  }

  /** Whether requests are compared that the server failed: the only answers that ask for proof. */
  private boolean isFailures() {
    return isErrors() && fitness != null;
  }

  /** Whether the candidate is verified, as far as this comparison must verify it. */
  boolean isVerified() {
    return fitness == null || fitness.logWealth() >= Thresholds.VERIFIED;
  }

  /**
   * Whether the baseline is in trouble that it was not in before the release. Without a known usual
   * share, trouble counts as new: learned from, it would soon look usual.
   */
  boolean isOutage() {
    return isFailures() && recent.isOutage(usualShare == null ? 0 : usualShare);
  }

  /**
   * Whether far more requests are slow now, given up or refused, than while there was something to
   * compare with. Nothing is compared with a share of few requests, or of none because samples were
   * late.
   */
  boolean isWorseThanBefore() {
    boolean known = harm.requests() >= Thresholds.MIN_REQUESTS_FOR_BASELINE;
    return !isFailures() && known && recent.isOutage(harm.baselineShare());
  }

  /** After a change of the weight: what must be verified is new, the evidence of harm stays. */
  Comparison atNewWeight() {
    return with(harm, initialFitness(), usualShare, recent, candidate, baseline);
  }

  /** A new comparison in which the baseline and the candidate have swapped roles. */
  Comparison startSwapped(int stepSeconds) {
    Double seen = usualShare(candidate);
    return with(
        harmProcess(stepSeconds).begin(candidate),
        initialFitness(),
        seen == null ? usualShare : seen,
        RecentErrorRate.NONE,
        Counts.NONE,
        Counts.NONE);
  }

  Comparison swapRoles() {
    return with(
        harm,
        fitness,
        usualShare,
        recent,
        /* newCandidate= */ baseline,
        /* newBaseline= */ candidate);
  }

  private HarmProcess harmProcess(int stepSeconds) {
    return isErrors()
        ? HarmProcess.errors(rho, delta, phi, stepSeconds)
        : HarmProcess.slow(rho, phi, stepSeconds);
  }

  private FitnessState initialFitness() {
    if (fitness == null) {
      return null;
    }
    return isErrors()
        ? FitnessProcess.errors(1, phi).begin()
        : FitnessProcess.slow(gateRho, phi).begin();
  }

  private static Double usualShare(Counts seen) {
    return seen.requests() < Thresholds.MIN_REQUESTS_FOR_BASELINE
        ? null
        : (double) seen.errors() / seen.requests();
  }

  private Comparison with(
      HarmState newHarm,
      FitnessState newFitness,
      Double newUsualShare,
      RecentErrorRate newRecent,
      Counts newCandidate,
      Counts newBaseline) {
    return new Comparison(
        millis,
        phi,
        rho,
        delta,
        gateRho,
        newHarm,
        newFitness,
        newUsualShare,
        newRecent,
        newCandidate,
        newBaseline);
  }
}
