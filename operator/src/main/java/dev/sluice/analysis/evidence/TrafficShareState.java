package dev.sluice.analysis.evidence;

import java.util.List;

/**
 * Where a {@link TrafficShareProcess} stands after some blocks.
 *
 * @param logBets natural logarithm of the capital behind each bet
 */
public record TrafficShareState(List<Double> logBets) {

  public TrafficShareState {
    logBets = List.copyOf(logBets);
  }

  /**
   * Natural logarithm of the capital: the evidence that the candidate gets too few requests, or too
   * many.
   */
  public double logWealth() {
    return LogMath.sum(logBets);
  }
}
