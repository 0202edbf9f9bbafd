package dev.sluice.analysis.evidence;

/**
 * The edge {@code pc = ratio * ps}, a {@link HalfPlane} without an additive part, where everything
 * but the ratio cancels from the evidence.
 *
 * <p>Given how many requests failed in all, each failure asks only "which version?". The evidence
 * is the likelihood ratio of that conditional binomial, so no guess of the stable version's share
 * is needed. This is what makes it fit for latency, where shares of slow requests may be anything.
 *
 * @param ratio of the canary's share to the stable version's, above 0
 */
public record RiskRatio(double ratio) {

  public RiskRatio {
    if (!(ratio > 0 && ratio < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("ratio=" + ratio + ": want a finite value above 0");
    }
  }

  /**
   * The evidence of a block for the ratio {@code bet} and against the claim on the other side of
   * the edge, in nats.
   */
  public double logE(IntervalCounts block, double bet) {
    if (block.oneSided()) {
      return 0;
    }
    double nc = block.canary().requests();
    double ns = block.stable().requests();
    double errors = block.canary().errors() + block.stable().errors();
    return block.canary().errors() * Math.log(bet / ratio)
        - errors * Math.log1p(nc * (bet - ratio) / (nc * ratio + ns));
  }
}
