package dev.sluice.simulation;

import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

/** Random counts; the same seed gives the same counts on every platform. */
final class RandomSource {
  private static final double[] SMALL = new double[16];

  static {
    for (int n = 2; n < SMALL.length; n++) {
      SMALL[n] = SMALL[n - 1] + StrictMath.log(n);
    }
  }

  private final SplittableRandom random;

  RandomSource(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** A uniform number from 0 (inclusive) to 1 (exclusive). */
  double uniform() {
    return random.nextDouble();
  }

  /** A Poisson count. */
  long poisson(double mean) {
    if (mean <= 0) {
      return 0;
    }
    long mode = (long) Math.floor(mean);
    double chance = StrictMath.exp(mode * StrictMath.log(mean) - mean - logFactorial(mode));
    return fromMode(mode, chance, k -> mean / (k + 1), k -> k / mean);
  }

  /** A binomial count. */
  long binomial(long trials, double probability) {
    if (trials <= 0 || probability <= 0) {
      return 0;
    }
    if (probability >= 1) {
      return trials;
    }
    double odds = probability / (1 - probability);
    long mode = Math.min(trials, (long) Math.floor((trials + 1) * probability));
    double chance =
        StrictMath.exp(
            logFactorial(trials)
                - logFactorial(mode)
                - logFactorial(trials - mode)
                + mode * StrictMath.log(probability)
                + (trials - mode) * StrictMath.log1p(-probability));
    return fromMode(
        mode, chance, k -> odds * (trials - k) / (k + 1), k -> k / (odds * (trials - k + 1)));
  }

  /**
   * Inverts the distribution from its mode outwards, which takes a few standard deviations.
   *
   * @param up probability of {@code k + 1} over that of {@code k}
   * @param down probability of {@code k - 1} over that of {@code k}
   */
  private long fromMode(
      long mode, double chance, LongToDoubleFunction up, LongToDoubleFunction down) {
    double left = random.nextDouble() - chance;
    long above = mode;
    long below = mode;
    double chanceAbove = chance;
    double chanceBelow = chance;
    while (left >= 0 && (chanceAbove > 0 || chanceBelow > 0)) {
      chanceAbove *= up.applyAsDouble(above);
      above++;
      left -= chanceAbove;
      if (left < 0) {
        return above;
      }
      chanceBelow *= down.applyAsDouble(below);
      below--;
      left -= chanceBelow;
      if (left < 0) {
        return below;
      }
    }
    // Rounding can leave a remainder that belongs to no count.
    return mode;
  }

  /** Stirling's series, exact to at least twelve digits. */
  static double logFactorial(long n) {
    if (n < SMALL.length) {
      return SMALL[(int) n];
    }
    double x = n + 1.0;
    double inverse = 1 / x;
    double square = inverse * inverse;
    double series =
        inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
    return (x - 0.5) * StrictMath.log(x) - x + 0.5 * StrictMath.log(2 * Math.PI) + series;
  }
}
