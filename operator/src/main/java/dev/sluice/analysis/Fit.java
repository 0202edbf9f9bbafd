package dev.sluice.analysis;

import java.util.List;

/**
 * Where a {@link FitTest} stands after some blocks of one step.
 *
 * @param logBets natural logarithm of the capital behind each bet
 */
public record Fit(List<Double> logBets) {

  public Fit {
    logBets = List.copyOf(logBets);
  }

  /** Natural logarithm of the capital: the evidence that the canary is fit for the next weight. */
  public double logWealth() {
    return LogSpace.sum(logBets);
  }
}
