package dev.sluice.comparison;

import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.IntervalCounts;
import dev.sluice.analysis.evidence.Projection;

/**
 * The claim {@code pc = rho * ps} tested with Bernoulli in place of Poisson likelihoods, as Turner,
 * Ly and Grünwald have it. A little sooner for shares near a half, but it needs a guess of the
 * stable version's share, which the conditional form does without.
 *
 * @param rho above 0
 */
public record BernoulliRatio(double rho) {

  /**
   * The point of the edge nearest to the bet: where the derivative of the divergence, which rises
   * along the edge, is 0.
   */
  public Projection project(IntervalCounts block, double qc, double qs) {
    double low = 0;
    double high = Math.min(1, 1 / rho);
    for (double p = (low + high) / 2; p != low && p != high; p = (low + high) / 2) {
      double slope =
          block.candidate().requests() * (rho * (1 - qc) / (1 - rho * p) - qc / p)
              + block.baseline().requests() * ((1 - qs) / (1 - p) - qs / p);
      if (slope < 0) {
        low = p;
      } else {
        high = p;
      }
    }
    return new Projection(rho * low, low);
  }

  /** Evidence for the bet {@code (qc, qs)}, in nats. */
  public double logE(IntervalCounts block, double qc, double qs) {
    Projection pi = project(block, qc, qs);
    return logRatio(block.candidate(), qc, pi.candidate())
        + logRatio(block.baseline(), qs, pi.baseline());
  }

  private static double logRatio(Counts counts, double q, double pi) {
    return counts.errors() * Math.log(q / pi)
        + (counts.requests() - counts.errors()) * (Math.log1p(-q) - Math.log1p(-pi));
  }
}
