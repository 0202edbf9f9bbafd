package dev.sluice.simulation;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.numbers.gamma.Erfc;

/** The buckets by which Istio counts how long requests take, unless its mesh is told otherwise. */
public final class LatencyHistogram {
  private static final double[] BOUNDS = {
    0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000,
    600_000, 1_800_000, 3_600_000
  };

  private LatencyHistogram() {}

  /** Upper bounds in milliseconds, rising, without the infinite one. */
  public static List<Double> bounds() {
    return Arrays.stream(BOUNDS).boxed().toList();
  }

  /** The bound nearest to {@code millis} by ratio; itself where it is one. */
  public static double nearest(double millis) {
    double nearest = BOUNDS[0];
    for (double bound : BOUNDS) {
      if (Math.abs(Math.log(bound / millis)) < Math.abs(Math.log(nearest / millis))) {
        nearest = bound;
      }
    }
    return nearest;
  }

  /**
   * Shares of requests in each bucket, the infinite one last, where durations are lognormal.
   *
   * @param median in milliseconds, above 0
   * @param sigma standard deviation of the logarithm, above 0
   */
  static double[] lognormal(double median, double sigma) {
    double[] shares = new double[BOUNDS.length + 1];
    double below = 0;
    for (int i = 0; i < BOUNDS.length; i++) {
      double within = normal(Math.log(BOUNDS[i] / median) / sigma);
      shares[i] = within - below;
      below = within;
    }
    shares[BOUNDS.length] = 1 - below;
    return shares;
  }

  private static double normal(double z) {
    return Erfc.value(-z / Math.sqrt(2)) / 2;
  }

  static double bound(int bucket) {
    return bucket < BOUNDS.length ? BOUNDS[bucket] : Double.POSITIVE_INFINITY;
  }
}
