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

  /** Natural logarithm of the capital: the evidence that the canary gets too few requests. */
  public double logWealth() {
    return LogMath.sum(logBets);
  }
}
