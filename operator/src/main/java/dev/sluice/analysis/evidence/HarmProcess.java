package dev.sluice.analysis.evidence;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The rollback test: capital grows while the canary does worse than tolerated, beside the stable
 * version and in the same seconds.
 *
 * <p>Before each block some cash is staked, then every bet is multiplied by what the block says of
 * it. The capital of one test runs through the whole release, over all steps and looks; the
 * probability that it ever reaches 1/alpha with a tolerable canary is at most alpha.
 */
public final class HarmProcess {
  private final HalfPlane tolerable;
  private final boolean conditional;
  private final double phi;
  private final BetMixture mixture;
  private final BaselineDecay memory;

  /**
   * @param conditional whether the two versions are compared by their {@link RiskRatio}; only with
   *     a delta of 0
   */
  public HarmProcess(
      HalfPlane tolerable,
      boolean conditional,
      double phi,
      BetMixture mixture,
      BaselineDecay memory) {
    if (!(phi >= 1 && phi < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("phi=" + phi + ": want a finite value of at least 1");
    }
    this.tolerable = tolerable;
    this.conditional = conditional;
    this.phi = phi;
    this.mixture = mixture;
    this.memory = memory;
  }

  /**
   * Of failed requests: the canary may fail {@code rho} times as often as the stable version and
   * {@code delta} on top.
   *
   * @param rho at least 0, usually a little above 1
   * @param delta a share, at least 0; above 0 it keeps one error beside a stable version that never
   *     fails from being infinitely worse
   * @param phi size of the clumps in which errors come, at least 1, see {@link Dispersion}
   * @param gridSeconds length of a block, above 0 and below 7200
   */
  public static HarmProcess errors(double rho, double delta, double phi, double gridSeconds) {
    return new HarmProcess(
        new HalfPlane(rho, delta),
        false,
        phi,
        BetMixture.errors(checked(gridSeconds)),
        BaselineDecay.of(gridSeconds));
  }

  /**
   * Of requests slower than one bound: the canary may have {@code rho} times the stable version's
   * share of them.
   *
   * @param rho above 0, see {@link LatencyBound#rho()}
   * @param phi size of the clumps in which slow requests come, at least 1, see {@link Dispersion}
   * @param gridSeconds length of a block, above 0 and below 7200
   */
  public static HarmProcess slow(double rho, double phi, double gridSeconds) {
    return new HarmProcess(
        new HalfPlane(rho, 0),
        true,
        phi,
        BetMixture.slow(checked(gridSeconds)),
        BaselineDecay.of(gridSeconds));
  }

  /**
   * Of an absolute limit: the canary may fail at most the share {@code max}, whatever the stable
   * version does.
   *
   * @param max a share, above 0
   * @param phi size of the clumps in which errors come, at least 1, see {@link Dispersion}
   * @param gridSeconds length of a block, above 0 and below 7200
   */
  public static HarmProcess limit(double max, double phi, double gridSeconds) {
    return errors(0, max, phi, gridSeconds);
  }

  /**
   * Before the first block: capital of 1.
   *
   * @param baseline what the stable version did before the release
   */
  public HarmState begin(Counts baseline) {
    int bets = mixture.effects().size();
    Double[] logBets = new Double[bets];
    Arrays.fill(logBets, Math.log((1 - mixture.cash()) / bets));
    return new HarmState(
        mixture.cash(),
        List.of(logBets),
        memory.errors() + baseline.errors(),
        memory.requests() + baseline.requests(),
        0);
  }

  /**
   * After one more block.
   *
   * @param afterIncrease whether this is the first block since the canary got more weight
   */
  public HarmState next(HarmState before, IntervalCounts block, boolean afterIncrease) {
    double qs = before.stableShare();
    return play(
        before,
        afterIncrease ? mixture.hazardAfterIncrease() : mixture.hazard(),
        effect -> logE(block, effect, qs),
        memory.errors(before, block.stable()),
        memory.requests(before, block.stable()));
  }

  /**
   * After one more block in which all requests go to the canary. There is no version beside it any
   * more, so it is held against what was tolerated when there was one: the tolerance at the stable
   * version's last known share becomes an absolute limit.
   */
  public HarmState nextAlone(HarmState before, Counts canary) {
    double qs = before.stableShare();
    HalfPlane frozen = new HalfPlane(0, tolerable.tolerance(qs));
    IntervalCounts block = IntervalCounts.of(canary);
    return play(
        before,
        mixture.hazard(),
        effect -> logE(frozen, block, effect, qs),
        before.errors(),
        before.requests());
  }

  private HarmState play(
      HarmState before, double hazard, DoubleUnaryOperator logE, double errors, double requests) {
    List<Double> effects = mixture.effects();
    double staked = hazard * before.cash();
    double logStake = Math.log(staked / effects.size());
    Double[] logBets = new Double[effects.size()];
    for (int j = 0; j < logBets.length; j++) {
      double behind = LogMath.add(before.logBets().get(j), logStake);
      logBets[j] = behind + logE.applyAsDouble(effects.get(j)) / phi;
    }
    List<Double> after = List.of(logBets);
    double cash = before.cash() - staked;
    return new HarmState(
        cash, after, errors, requests, Math.max(before.logSup(), HarmState.logWealth(cash, after)));
  }

  private double logE(IntervalCounts block, double effect, double qs) {
    double rho = tolerable.rho();
    return conditional
        ? new RiskRatio(rho).logE(block, effect * rho)
        : logE(tolerable, block, effect, qs);
  }

  /** The bet that the canary fails {@code effect} times as often as tolerated, at most always. */
  private static double logE(HalfPlane tolerable, IntervalCounts block, double effect, double qs) {
    double tolerance = tolerable.tolerance(qs);
    return tolerable.logE(block, Math.max(tolerance, Math.min(effect * tolerance, 1)), qs);
  }

  private static double checked(double gridSeconds) {
    if (!(gridSeconds > 0 && gridSeconds < 7200)) {
      throw new IllegalArgumentException(
          "gridSeconds=" + gridSeconds + ": want a length above 0 and below 7200");
    }
    return gridSeconds;
  }
}
