package dev.sluice.simulation;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.numbers.gamma.Erfc;

/** Default buckets of the latency histogram of Istio's proxies. */
public final class LatencyHistogram {
  private static final double[] BOUNDS = {
    0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000,
    600_000, 1_800_000, 3_600_000
  };

  private LatencyHistogram() {}

  /** Upper bounds in milliseconds, ascending, without infinity. */
  public static List<Double> bounds() {
    return Arrays.stream(BOUNDS).boxed().toList();
  }

  /** The bound nearest to {@code millis} by ratio. */
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
   * Share of requests in each bucket, infinity last, for a lognormal latency.
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
