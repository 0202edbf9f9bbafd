package dev.sluice.analysis.evidence;

import java.util.List;

/**
 * Where a {@link HarmProcess} stands after some blocks: all of its memory, so that it goes on
 * exactly where it was when this is written down and read again.
 *
 * @param cash capital not yet at stake, 0 to 1
 * @param logBets natural logarithm of the capital behind each bet
 * @param errors recent errors of the stable version, older ones counting less
 * @param requests recent requests of the stable version, older ones counting less, above 0
 * @param logSup largest logarithm of the whole capital so far, at least 0
 */
public record HarmState(
    double cash, List<Double> logBets, double errors, double requests, double logSup) {

  /** Keeps logarithms finite after any number of blocks without an error. */
  private static final double LEAST_SHARE = 1e-100;

  public HarmState {
    logBets = List.copyOf(logBets);
  }

  /** Natural logarithm of the capital: the evidence against the canary as it is now. */
  public double logWealth() {
    return logWealth(cash, logBets);
  }

  static double logWealth(double cash, List<Double> logBets) {
    return LogMath.add(Math.log(cash), LogMath.sum(logBets));
  }

  /**
   * A p-value that holds at any time: a canary that is not worse than tolerated ever shows {@code
   * x} or less with probability at most {@code x} (Shafer, Shen, Vereshchagin and Vovk, "Test
   * martingales, Bayes factors and p-values", 2011).
   */
  public double pValue() {
    return Math.exp(-logSup);
  }

  /** The stable version's recent share of errors. It aims the bets; no guarantee rests on it. */
  public double stableShare() {
    return Math.max(errors / requests, LEAST_SHARE);
  }
}
