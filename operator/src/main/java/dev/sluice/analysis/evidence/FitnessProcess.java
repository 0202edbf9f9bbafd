package dev.sluice.analysis.evidence;

import java.util.Arrays;
import java.util.List;

/**
 * The promotion test: capital grows while the candidate shows that it is good enough for the next
 * weight. It is the {@link HarmProcess} with the roles of both sides reversed: to advance takes
 * evidence, to wait takes none.
 *
 * <p>At a weight of {@code w} a candidate with the share {@code pc} raises the errors of the whole
 * service by {@code w * (pc - ps)}. The claim to be refuted is that this exceeds a budget of {@code
 * relative * ps + absolute}, which is to say {@code pc >= (1 + relative/w) * ps + absolute/w}.
 * Small weights have wide margins and are passed soon.
 *
 * <p>Three bets say how good the candidate is: as the baseline, and a third and two thirds of the
 * way to the margin, on the logarithmic scale. A new process begins with every step, since a defect
 * that shows only under load is not excused by earlier health.
 */
public final class FitnessProcess {
  /** By what part of the baseline's errors those of the service may rise. */
  public static final double RELATIVE_BUDGET = 0.1;

  /** By what share of all requests the errors of the service may rise besides. */
  public static final double ABSOLUTE_BUDGET = 0.001;

  /** Where each bet lies between the baseline, 0, and the margin, 1. */
  public static final List<Double> PLACES = List.of(0.0, 1 / 3.0, 2 / 3.0);

  private final HalfPlane margin;
  private final boolean conditional;
  private final double phi;
  private final List<Double> places;

  /**
   * @param conditional whether the two versions are compared by their {@link RiskRatio}; only with
   *     a delta of 0
   */
  public FitnessProcess(HalfPlane margin, boolean conditional, double phi, List<Double> places) {
    if (!(phi >= 1 && phi < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("phi=" + phi + ": want a finite value of at least 1");
    }
    this.margin = margin;
    this.conditional = conditional;
    this.phi = phi;
    this.places = List.copyOf(places);
  }

  /**
   * Of failed requests, with the usual budgets: a tenth of the baseline's errors and one request in
   * a thousand.
   *
   * @param nextWeight share of the requests that the candidate is to get next, above 0, at most 1
   * @param phi size of the clumps in which errors come, at least 1, see {@link Dispersion}
   */
  public static FitnessProcess errors(double nextWeight, double phi) {
    return errors(nextWeight, RELATIVE_BUDGET, ABSOLUTE_BUDGET, phi);
  }

  /**
   * Of failed requests.
   *
   * @param nextWeight share of the requests that the candidate is to get next, above 0, at most 1
   * @param relativeBudget by what part of the baseline's errors those of the service may rise, at
   *     least 0
   * @param absoluteBudget by what share of all requests they may rise besides, at least 0
   * @param phi size of the clumps in which errors come, at least 1, see {@link Dispersion}
   */
  public static FitnessProcess errors(
      double nextWeight, double relativeBudget, double absoluteBudget, double phi) {
    if (!(nextWeight > 0 && nextWeight <= 1)) {
      throw new IllegalArgumentException(
          "nextWeight=" + nextWeight + ": want a share above 0, at most 1");
    }
    return new FitnessProcess(
        new HalfPlane(1 + relativeBudget / nextWeight, absoluteBudget / nextWeight),
        false,
        phi,
        PLACES);
  }

  /**
   * Of requests slower than one bound.
   *
   * @param rho1 the ratio of the shares that is too large for all requests, above 1, see {@link
   *     LatencyBound#gateRho()}
   * @param phi size of the clumps in which slow requests come, at least 1, see {@link Dispersion}
   */
  public static FitnessProcess slow(double rho1, double phi) {
    return new FitnessProcess(new HalfPlane(rho1, 0), true, phi, PLACES);
  }

  /** Before the first block of a step: capital of 1. */
  public FitnessState begin() {
    Double[] logBets = new Double[places.size()];
    Arrays.fill(logBets, -Math.log(logBets.length));
    return new FitnessState(List.of(logBets));
  }

  /**
   * After one more block.
   *
   * @param qs the baseline's share of errors as known before the block, above 0, see {@link
   *     HarmState#baselineShare()}; not looked at for slow requests
   */
  public FitnessState next(FitnessState before, IntervalCounts block, double qs) {
    Double[] logBets = new Double[places.size()];
    for (int j = 0; j < logBets.length; j++) {
      double logE = conditional ? logE(block, places.get(j)) : logE(block, places.get(j), qs);
      logBets[j] = before.logBets().get(j) + logE / phi;
    }
    return new FitnessState(List.of(logBets));
  }

  /**
   * After one more block in which the baseline is in an outage. Beside a version that is broken any
   * other one looks fit, so the candidate is held to the baseline's usual share: the claim to be
   * refuted is that its own share is at least the margin there, an absolute limit.
   *
   * @param usualShare the baseline's share of errors outside outages, above 0
   */
  public FitnessState nextAlone(FitnessState before, Counts candidate, double usualShare) {
    HalfPlane limit = new HalfPlane(0, margin.tolerance(usualShare));
    IntervalCounts block = IntervalCounts.of(candidate);
    Double[] logBets = new Double[places.size()];
    for (int j = 0; j < logBets.length; j++) {
      double qc = bet(usualShare, places.get(j));
      logBets[j] = before.logBets().get(j) + limit.logE(block, qc, usualShare) / phi;
    }
    return new FitnessState(List.of(logBets));
  }

  private double logE(IntervalCounts block, double place, double qs) {
    return margin.logE(block, bet(qs, place), qs);
  }

  private double bet(double qs, double place) {
    return Math.pow(qs, 1 - place) * Math.pow(margin.tolerance(qs), place);
  }

  private double logE(IntervalCounts block, double place) {
    return new RiskRatio(margin.rho()).logE(block, Math.pow(margin.rho(), place));
  }
}
