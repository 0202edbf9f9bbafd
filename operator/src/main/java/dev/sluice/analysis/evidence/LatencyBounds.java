package dev.sluice.analysis.evidence;

import java.util.ArrayList;
import java.util.List;

/**
 * Which bounds of a histogram to compare latencies by, and what a slowdown means there.
 *
 * <p>A histogram knows no quantiles, only how many requests were slower than each bound. Those
 * counts go through the tests as errors do. "The canary takes at most s times as long" is a claim
 * about the whole distribution; at a bound b it says that the canary is slower than b at most as
 * often as the stable version is slower than b/s. Betting on a few bounds spread over the
 * distribution is a coarse form of the sequential tests of stochastic order by Howard and Ramdas
 * ("Sequential estimation of quantiles", 2022) and Lindon, Sanden and Shirikian ("Rapid regression
 * detection in software deployments through sequential testing", 2022).
 */
public final class LatencyBounds {
  /** Near the median and the 90th, 99th and 99.9th percentile. */
  private static final double[] TARGETS = {0.5, 0.1, 0.01, 0.001};

  /** The slowdown that is too large for all users, unless more is tolerated on the way. */
  private static final double GATE_SLOWDOWN = 1.25;

  private LatencyBounds() {}

  /**
   * For each target the bound whose share of slow requests is nearest to it in log-odds, without
   * repetition, the fastest first. The first bound is never chosen, since what a slowdown means
   * there is not known, nor are bounds below {@code least} and those that no request or every
   * request exceeds.
   *
   * @param bounds upper bounds of the histogram's buckets in milliseconds, rising, above 0, without
   *     the infinite one
   * @param cumulative requests of the stable version within each bound, and as one more entry all
   *     requests
   * @param slowdown how many times as long the canary may take, at least 1
   * @param least requests within this time are never slow, milliseconds, at least 0
   * @return up to four bounds; fewer where the histogram is coarse, none where it is empty
   */
  public static List<LatencyBound> choose(
      double[] bounds, long[] cumulative, double slowdown, double least) {
    check(bounds, cumulative, slowdown);
    List<LatencyBound> chosen = new ArrayList<>();
    int last = 0;
    for (double target : TARGETS) {
      int nearest = nearest(bounds, cumulative, target, least);
      if (nearest > last) {
        chosen.add(bound(bounds, cumulative, nearest, slowdown));
        last = nearest;
      }
    }
    return List.copyOf(chosen);
  }

  /** The bound nearest to the target, 0 for none. */
  private static int nearest(
      double[] bounds, long[] cumulative, double target, double leastMillis) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 1; i < cumulative.length - 1; i++) {
      double slow = slow(cumulative, i);
      if (slow > 0 && slow < 1 && bounds[i] >= leastMillis) {
        double distance = Math.abs(logOdds(slow) - logOdds(target));
        if (distance < least) {
          least = distance;
          nearest = i;
        }
      }
    }
    return nearest;
  }

  /** Between two bounds the share of slow requests is taken to fall as a power of the time. */
  private static LatencyBound bound(double[] bounds, long[] cumulative, int i, double slowdown) {
    double share = slow(cumulative, i);
    double decay = Math.log(slow(cumulative, i - 1) / share) / Math.log(bounds[i] / bounds[i - 1]);
    double gate = Math.max(GATE_SLOWDOWN, slowdown);
    return new LatencyBound(
        bounds[i], share, ratio(slowdown, decay, share), ratio(gate, decay, share));
  }

  private static double ratio(double slowdown, double decay, double share) {
    return Math.min(1 / share, Math.pow(slowdown, decay));
  }

  private static double slow(long[] cumulative, int i) {
    long all = cumulative[cumulative.length - 1];
    return (double) (all - cumulative[i]) / all;
  }

  private static double logOdds(double share) {
    return Math.log(share / (1 - share));
  }

  private static void check(double[] bounds, long[] cumulative, double slowdown) {
    if (cumulative.length != bounds.length + 1) {
      throw new IllegalArgumentException(
          "bounds=%d cumulative=%d: want one count more than bounds"
              .formatted(bounds.length, cumulative.length));
    }
    for (int i = 0; i < bounds.length; i++) {
      if (!(bounds[i] > (i == 0 ? 0 : bounds[i - 1]))) {
        throw new IllegalArgumentException(
            "bounds[" + i + "]=" + bounds[i] + ": want rising bounds above 0");
      }
      if (cumulative[i] < 0 || cumulative[i] > cumulative[i + 1]) {
        throw new IllegalArgumentException(
            "cumulative[" + i + "]=" + cumulative[i] + ": want rising counts from 0");
      }
    }
    if (!(slowdown >= 1 && slowdown < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "slowdown=" + slowdown + ": want a finite value of at least 1");
    }
  }
}
