package dev.sluice.analysis.evidence;

import java.util.List;

/**
 * Where a {@link HarmProcess} stands after some blocks: all of its memory, so that it continues
 * exactly where it was after this was written and read.
 *
 * @param cash capital not yet at stake, 0 to 1
 * @param logBets natural logarithm of the capital behind each bet
 * @param errors recent errors of the baseline, older ones counting less
 * @param requests recent requests of the baseline, older ones counting less, above 0
 */
public record HarmState(double cash, List<Double> logBets, double errors, double requests) {

  /** Keeps logarithms finite after any number of blocks without an error. */
  private static final double LEAST_SHARE = 1e-100;

  public HarmState {
    logBets = List.copyOf(logBets);
  }

  /** Natural logarithm of the capital: the evidence against the candidate as it is now. */
  public double logWealth() {
    return LogMath.add(Math.log(cash), LogMath.sum(logBets));
  }

  /** The same capital with the memory of the baseline that {@code before} has. */
  public HarmState remembering(HarmState before) {
    return new HarmState(cash, logBets, before.errors, before.requests);
  }

  /** The baseline's recent share of errors. It aims the bets; no guarantee rests on it. */
  public double baselineShare() {
    return Math.max(errors / requests, LEAST_SHARE);
  }
}
