package dev.sluice.analysis.evidence;

import java.util.List;

/**
 * How far failures come in clumps, from what the baseline did before the release.
 *
 * <p>One cause often fails several requests: retries of one request, one pod that restarts, one
 * slow query. Counting each one separately makes any test of counts raise false alarms. The size of
 * the clumps, phi, is estimated once and divides all evidence; the tests are exact for clumps of up
 * to phi.
 *
 * <p>The estimate is the dispersion of quasi-likelihood (McCullagh and Nelder, "Generalized linear
 * models", 1989, section 4.5), taken from differences of neighbours, so that a slow drift of the
 * share is not mistaken for clumps.
 */
public final class Dispersion {
  /** The largest phi for failed requests. */
  public static final double ERRORS_CAP = 10;

  /** The largest phi for slow requests: a whole pod may be slow for a scrape. */
  public static final double SLOW_CAP = 500;

  /** What is assumed before any error was seen, with the weight of so many errors. */
  public static final double PRIOR = 2;

  public static final double PRIOR_WEIGHT = 20;

  private Dispersion() {}

  /**
   * Size of the clumps in which errors are taken to come: the estimate, or what was measured where
   * that is more. Before much was seen the prior keeps evidence from being trusted too much; where
   * clumps were seen it must not make them smaller than they were.
   *
   * @param blocks the baseline's blocks in order, of equal length; without any, phi is 2
   * @param cap the largest answer, at least 1
   * @return phi, 1 to {@code cap}
   */
  public static double phi(List<Counts> blocks, double cap) {
    double estimate = estimate(blocks, cap, PRIOR, PRIOR_WEIGHT);
    return Math.max(estimate, Math.min(raw(blocks), cap));
  }

  /**
   * The dispersion as measured, drawn towards the prior for as long as few errors were seen.
   *
   * @param cap the largest answer, at least 1
   * @param prior what is assumed before any error was seen, at least 1
   * @param priorWeight number of errors that weigh as much as the prior
   */
  public static double estimate(List<Counts> blocks, double cap, double prior, double priorWeight) {
    long errors = 0;
    for (Counts block : blocks) {
      errors += block.errors();
    }
    double seen = Math.min(errors, blocks.size());
    double shrunk = (seen * raw(blocks) + priorWeight * prior) / (seen + priorWeight);
    return Math.max(1, Math.min(shrunk, cap));
  }

  /**
   * The dispersion as measured: 1 for independent errors, the size of the clumps for clumps, and 1
   * where no two neighbours say anything.
   *
   * <p>Each pair of neighbours gives the squared difference of its shares in units of its binomial
   * variance. Weighting pairs with their errors makes the mean the size of the clumps.
   */
  public static double raw(List<Counts> blocks) {
    double weighted = 0;
    double weights = 0;
    for (int k = 1; k < blocks.size(); k++) {
      Counts one = blocks.get(k - 1);
      Counts two = blocks.get(k);
      Counts both = one.plus(two);
      if (one.requests() == 0
          || two.requests() == 0
          || both.errors() == 0
          || both.errors() == both.requests()) {
        continue;
      }
      double p = share(both);
      double difference = share(one) - share(two);
      double variance = p * (1 - p) * (1.0 / one.requests() + 1.0 / two.requests());
      weighted += both.errors() * difference * difference / variance;
      weights += both.errors();
    }
    return weights == 0 ? 1 : weighted / weights;
  }

  private static double share(Counts counts) {
    return (double) counts.errors() / counts.requests();
  }
}
