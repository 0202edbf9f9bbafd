package dev.sluice.analysis.evidence;

import java.util.List;

/**
 * How the capital of a {@link HarmProcess} is spread over what may be wrong and since when.
 *
 * <p>Nobody knows how bad a bad canary is, so one bet is placed on each of several effects, a few
 * steps apart over all that matters. Nobody knows when it turns bad, so part of the capital stays
 * in cash and a small part of what is left is staked before every block: a defect that begins late
 * finds fresh capital in place of bets worn down by an hour of health. A total stake of 1 over all
 * starts keeps alpha for the whole release, where the sum over starts of an e-detector (Shin,
 * Ramdas and Rinaldo, "E-detectors", 2024) bounds only the time between false alarms.
 *
 * @param effects how many times worse than tolerated each bet says that the canary is, above 1
 * @param cash share of the capital that is kept for later starts, 0 to 1
 * @param hazard share of the cash that is staked before a block, 0 to 1
 * @param hazardAfterIncrease the same in the first block after the canary got more weight, which is
 *     when defects under load begin
 */
public record BetMixture(
    List<Double> effects, double cash, double hazard, double hazardAfterIncrease) {

  private static final double CASH = 0.3;
  private static final double SECONDS_TO_STAKE_ALL = 7200;
  private static final double HAZARD_AFTER_INCREASE = 0.1;

  /** From half as bad again as tolerated to everything fails. */
  private static final List<Double> ERRORS = List.of(1.5, 2.2, 3.5, 7.0, 18.0, 60.0, 200.0, 600.0);

  /** Shares of slow requests do not grow by hundreds. */
  private static final List<Double> SLOW = List.of(1.15, 1.35, 1.7, 2.5, 5.0);

  public static BetMixture errors(double gridSeconds) {
    return new BetMixture(ERRORS, CASH, gridSeconds / SECONDS_TO_STAKE_ALL, HAZARD_AFTER_INCREASE);
  }

  public static BetMixture slow(double gridSeconds) {
    return new BetMixture(SLOW, CASH, gridSeconds / SECONDS_TO_STAKE_ALL, HAZARD_AFTER_INCREASE);
  }

  public BetMixture {
    effects = List.copyOf(effects);
    if (!(cash >= 0 && cash < 1 && within(hazard) && within(hazardAfterIncrease))) {
      throw new IllegalArgumentException(
          "cash=%s hazard=%s hazardAfterIncrease=%s: want shares below 1"
              .formatted(cash, hazard, hazardAfterIncrease));
    }
  }

  private static boolean within(double hazard) {
    return hazard >= 0 && hazard < 1;
  }
}
