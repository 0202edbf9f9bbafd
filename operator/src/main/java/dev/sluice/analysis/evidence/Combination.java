package dev.sluice.analysis.evidence;

/**
 * Merges the capitals of several metrics into one, so that one error probability covers all.
 *
 * <p>The weighted average of e-values is an e-value however they depend on each other, and nothing
 * else that is so general does better (Vovk and Wang, "E-values: calibration, combination and
 * applications", 2021, section 3). A metric loses only the logarithm of its weight, where splitting
 * alpha would cost the same and gain nothing from the others.
 */
public final class Combination {
  private Combination() {}

  /**
   * Natural logarithm of the weighted average.
   *
   * @param weights how much each metric counts, at least 0, not all 0; only their ratios matter
   * @param logW natural logarithm of each capital; negative infinity is capital that is lost
   */
  public static double logMean(double[] weights, double[] logW) {
    if (weights.length != logW.length) {
      throw new IllegalArgumentException(
          "weights=%d logW=%d: want one weight a capital".formatted(weights.length, logW.length));
    }
    double total = 0;
    double sum = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0)) {
        throw new IllegalArgumentException("weights[" + i + "]=" + weights[i] + ": want >= 0");
      }
      total += weights[i];
      sum = LogMath.add(sum, Math.log(weights[i]) + logW[i]);
    }
    if (!(total > 0)) {
      throw new IllegalArgumentException("weights add up to " + total + ": want more than 0");
    }
    return sum - Math.log(total);
  }
}
