package dev.sluice.analysis;

import java.util.List;

/**
 * Where a {@link DeficitTest} stands after some blocks.
 *
 * @param logBets natural logarithm of the capital behind each bet
 */
public record Deficit(List<Double> logBets) {

  public Deficit {
    logBets = List.copyOf(logBets);
  }

  /** Natural logarithm of the capital: the evidence that the canary gets too few requests. */
  public double logWealth() {
    return LogSpace.sum(logBets);
  }
}
