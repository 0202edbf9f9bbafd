package dev.sluice.analysis.evidence;

/**
 * The edge {@code pc = rho * ps + delta} between tolerable and intolerable error shares of the
 * canary, and what a block says of a claim that lies on one side of it.
 *
 * <p>The side is the one that the bet {@code (qc, qs)} is not on. A bet above the edge speaks
 * against "the canary is at most this bad" ({@link HarmProcess}); a bet below it speaks against
 * "the canary is at least this bad" ({@link FitnessProcess}).
 *
 * <p>The e-value is the likelihood ratio of the bet to its projection on the claim, the point of
 * the claim with the smallest Kullback-Leibler divergence from the bet. That such a ratio is an
 * e-value whenever the claim is convex is due to Grünwald, de Heide and Koolen ("Safe testing",
 * 2024, on the reverse information projection) and, for two samples in blocks, to Turner, Ly and
 * Grünwald ("Generic E-variables for exact sequential k-sample tests that allow for optional
 * stopping", 2024). Here counts are taken as Poisson, which turns the projection into a quadratic
 * equation; the package documentation says why this stays exact for Bernoulli requests.
 *
 * @param rho tolerated ratio of the shares, at least 0
 * @param delta tolerated excess over that ratio, a share of at least 0; rho and delta are not both
 *     0
 */
public record HalfPlane(double rho, double delta) {

  public HalfPlane {
    if (!(rho >= 0 && delta >= 0 && rho + delta > 0 && rho + delta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "rho=" + rho + " delta=" + delta + ": want finite values >= 0, not both 0");
    }
  }

  /** The largest tolerated share of the canary where the stable version's share is {@code qs}. */
  public double tolerance(double qs) {
    return rho * qs + delta;
  }

  /**
   * The point of the edge nearest to the bet, weighted with the block's requests.
   *
   * <p>Setting the derivative of the divergence along the edge to 0 gives {@code A ps^2 + B ps + C
   * = 0} with {@code A > 0} and {@code C <= 0}. Of the two forms of its positive root the one is
   * taken that does not subtract numbers of like size.
   *
   * @param block gives the requests; its errors are not looked at. Requests on both sides, unless
   *     rho is 0
   * @param qc share of failing canary requests that the bet expects, above 0
   * @param qs share of failing stable requests that the bet expects, above 0
   */
  public Projection project(IntervalCounts block, double qc, double qs) {
    if (rho == 0) {
      return new Projection(delta, qs);
    }
    double nc = block.canary().requests();
    double ns = block.stable().requests();
    double m = rho * nc + ns;
    double a = rho * m;
    double b = delta * m - rho * (nc * qc + ns * qs);
    double c = -delta * ns * qs;
    double root = Math.sqrt(b * b - 4 * a * c);
    double stable = b <= 0 ? (root - b) / (2 * a) : -2 * c / (b + root);
    return new Projection(tolerance(stable), stable);
  }

  /**
   * The evidence of a block for the bet and against the claim, in nats. Its exponential has
   * expectation at most 1 if the claim holds in this block.
   *
   * <p>A version without requests says nothing, so a comparison without it is 0, no evidence either
   * way; the stable version may be missing when rho is 0.
   *
   * @param qc share of failing canary requests that the bet expects, above 0
   * @param qs share of failing stable requests that the bet expects, above 0
   */
  public double logE(IntervalCounts block, double qc, double qs) {
    if (block.canary().requests() == 0 || (rho != 0 && block.stable().requests() == 0)) {
      return 0;
    }
    Projection pi = project(block, qc, qs);
    return poisson(block.canary(), qc, pi.canary()) + poisson(block.stable(), qs, pi.stable());
  }

  /** Log likelihood ratio of the share {@code q} to the share {@code pi}, counts being Poisson. */
  private static double poisson(Counts counts, double q, double pi) {
    double linear = -counts.requests() * (q - pi);
    return counts.errors() == 0 ? linear : counts.errors() * Math.log(q / pi) + linear;
  }
}
