package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.FitnessProcess;
import dev.sluice.analysis.evidence.FitnessState;
import dev.sluice.analysis.evidence.HarmProcess;
import dev.sluice.analysis.evidence.HarmState;
import dev.sluice.analysis.evidence.IntervalCounts;
import dev.sluice.analysis.evidence.LatencyBound;
import dev.sluice.analysis.evidence.RecentErrorRate;
import dev.sluice.analysis.evidence.UsualShare;
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
 * @param usualShare the baseline's share before the release outside outages, or null if it had too
 *     few requests
 * @param recent the baseline lately
 * @param recentCandidate the candidate lately
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
    RecentErrorRate recentCandidate,
    Counts candidate,
    Counts baseline) {

  /** Where it was recorded before {@code recentCandidate} was, {@code recent} was of either. */
  public Comparison {
    recentCandidate = recentCandidate == null ? recent : recentCandidate;
  }

  /**
   * Of failed requests, or of those that were given up.
   *
   * @param maxIncrease how much more often the candidate may fail, as a share of the baseline's
   *     errors
   * @param ignoreBelow share of requests that may fail besides
   * @param proof whether the candidate must be verified by it
   * @param history the baseline's requests before the release
   * @param phi size of the clumps in which they come
   */
  static Comparison errors(
      double maxIncrease,
      double ignoreBelow,
      boolean proof,
      List<Counts> history,
      double phi,
      int stepSeconds) {
    double rho = 1 + maxIncrease;
    Double usualShare = UsualShare.of(history, stepSeconds);
    HarmState harm =
        HarmProcess.errors(rho, ignoreBelow, phi, stepSeconds)
            .begin(UsualShare.outsideOfOutages(history, stepSeconds, usualShare));
    return new Comparison(
        LatencyBound.NONE,
        phi,
        rho,
        ignoreBelow,
        0,
        harm,
        proof ? FitnessProcess.errors(1, phi).begin() : null,
        usualShare,
        RecentErrorRate.NONE,
        RecentErrorRate.NONE,
        Counts.NONE,
        Counts.NONE);
  }

  /**
   * Of requests slower than {@code bound}.
   *
   * @param index of the bound, counted from the fastest
   * @param history the baseline's requests before the release
   * @param phi size of the clumps in which they come
   */
  static Comparison slow(
      LatencyBound bound, int index, Counts history, double phi, int stepSeconds) {
    HarmState harm = HarmProcess.slow(bound.rho(), phi, stepSeconds).begin(history);
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
        RecentErrorRate.NONE,
        Counts.NONE,
        Counts.NONE);
  }

  /** After one more interval. */
  Comparison next(IntervalCounts counts, SampledInterval interval) {
    Comparison after = counted(counts, interval.stepSeconds());
    return after.with(
        nextHarm(counts, interval),
        nextFitness(counts, interval),
        usualShare == null && interval.isBaselineKnown()
            ? UsualShare.share(after.baseline)
            : usualShare);
  }

  /** The outage of the baseline once these are counted. */
  BaselineOutage outageWith(IntervalCounts counts, int stepSeconds) {
    return counted(counts, stepSeconds).outage();
  }

  private Comparison counted(IntervalCounts counts, int stepSeconds) {
    return with(
        harm,
        fitness,
        usualShare,
        recent.next(counts.baseline(), stepSeconds),
        recentCandidate.next(counts.candidate(), stepSeconds),
        candidate.plus(counts.candidate()),
        baseline.plus(counts.baseline()));
  }

  /**
   * Failed requests count against a version even where nothing is left to compare with: a version
   * that worked does not begin to fail by itself. Other ones do not. Latency changes with the load
   * of the nodes, and what callers ask for with the callers; without a baseline neither can be
   * attributed to the version.
   *
   * <p>A broken baseline answers fast, refuses nothing and loses no caller, so that a good
   * candidate looks worse than it: only failed requests are compared then, and what such a baseline
   * does is not remembered as its share. The claim that the other comparisons test is thereby one
   * about the intervals without an outage, and the bound holds for it.
   */
  private HarmState nextHarm(IntervalCounts counts, SampledInterval interval) {
    HarmProcess process = harmProcess(interval.stepSeconds());
    if (interval.context().hasNoBaseline()) {
      return isFailures() ? process.nextAlone(harm, counts.candidate()) : harm;
    }
    HarmState next = process.next(harm, counts, interval.weightJustRaised());
    return interval.outage() == BaselineOutage.NONE
        ? next
        : isFailures() ? next.remembering(harm) : harm;
  }

  /** A shared outage proves nothing; beside the baseline's own one only failed requests do. */
  private FitnessState nextFitness(IntervalCounts counts, SampledInterval interval) {
    AnalysisContext context = interval.context();
    if (fitness == null || context.next().isEmpty() || context.hasNoBaseline()) {
      return fitness;
    }
    FitnessProcess process = fitnessProcess(context.next().getAsDouble());
    return switch (interval.outage()) {
      case NONE -> process.next(fitness, counts, harm.baselineShare());
      case UNSHARED ->
          isErrors()
              ? process.nextAlone(fitness, counts.candidate(), usualOrRemembered())
              : fitness;
      case SHARED -> fitness;
    };
  }

  /** A share of 0 was seen in few requests: the bets are aimed at what is remembered then. */
  private double usualOrRemembered() {
    return usualShare == null || usualShare == 0 ? harm.baselineShare() : usualShare;
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
  BaselineOutage outage() {
    if (!recent.isOutage(usual())) {
      return BaselineOutage.NONE;
    }
    return recentCandidate.isWell(usual(), recent)
        ? BaselineOutage.UNSHARED
        : BaselineOutage.SHARED;
  }

  private double usual() {
    return usualShare == null ? 0 : usualShare;
  }

  /**
   * Whether far more requests are slow now, given up or refused, than while there was something to
   * compare with. Nothing is compared with a share of few requests, or of none because samples were
   * late.
   */
  boolean isWorseThanBefore() {
    boolean known = harm.requests() >= UsualShare.MIN_REQUESTS;
    return !isFailures() && known && recentCandidate.isOutage(harm.baselineShare());
  }

  /** After a change of the weight: what must be verified is new, the evidence of harm stays. */
  Comparison atNewWeight() {
    return with(harm, initialFitness(), usualShare);
  }

  /** A new comparison in which the baseline and the candidate have swapped roles. */
  Comparison startSwapped(int stepSeconds) {
    Double seen = UsualShare.share(candidate);
    return with(
        harmProcess(stepSeconds).begin(candidate),
        initialFitness(),
        seen == null ? usualShare : seen,
        RecentErrorRate.NONE,
        RecentErrorRate.NONE,
        Counts.NONE,
        Counts.NONE);
  }

  Comparison swapRoles() {
    return with(
        harm,
        fitness,
        usualShare,
        /* newRecent= */ recentCandidate,
        /* newRecentCandidate= */ recent,
        /* newCandidate= */ baseline,
        /* newBaseline= */ candidate);
  }

  private HarmProcess harmProcess(int stepSeconds) {
    return isErrors()
        ? HarmProcess.errors(rho, delta, phi, stepSeconds)
        : HarmProcess.slow(rho, phi, stepSeconds);
  }

  private FitnessState initialFitness() {
    return fitness == null ? null : fitnessProcess(1).begin();
  }

  private FitnessProcess fitnessProcess(double nextWeight) {
    return isErrors() ? FitnessProcess.errors(nextWeight, phi) : FitnessProcess.slow(gateRho, phi);
  }

  private Comparison with(HarmState newHarm, FitnessState newFitness, Double newUsualShare) {
    return with(newHarm, newFitness, newUsualShare, recent, recentCandidate, candidate, baseline);
  }

  private Comparison with(
      HarmState newHarm,
      FitnessState newFitness,
      Double newUsualShare,
      RecentErrorRate newRecent,
      RecentErrorRate newRecentCandidate,
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
        newRecentCandidate,
        newCandidate,
        newBaseline);
  }
}
