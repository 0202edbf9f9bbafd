package dev.sluice.analysis.evidence;

import java.util.List;

/**
 * Where a {@link FitnessProcess} stands after some blocks of one step.
 *
 * @param logBets natural logarithm of the capital behind each bet
 */
public record FitnessState(List<Double> logBets) {

  public FitnessState {
    logBets = List.copyOf(logBets);
  }

  /** Natural logarithm of the capital: the evidence that the canary is fit for the next weight. */
  public double logWealth() {
    return LogMath.sum(logBets);
  }
}
