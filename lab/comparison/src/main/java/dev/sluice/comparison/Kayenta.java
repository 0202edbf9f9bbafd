package dev.sluice.comparison;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * How Kayenta judges one metric, restated: values of both versions, one a minute, are compared by
 * the rank sum test of Mann and Whitney. The canary is High when all of the 98% confidence interval
 * of the shift is above a quarter of the estimated shift and its mean is at least the other's.
 *
 * <p>The interval's ends and the estimate are where the normal deviate of the rank sum of the
 * shifted values crosses a quantile. It is a step function of the shift, so where exactly it is cut
 * depends on the root finder: this is Brent's ("Algorithms for minimization without derivatives",
 * 1973, chapter 4), with Kayenta's tolerance.
 */
public final class Kayenta {
  /** The 1% quantile of the normal distribution, negated. */
  private static final double QUANTILE = 2.3263478740408408;

  private static final double TOLERATED_PART_OF_SHIFT = 0.25;
  private static final double ALLOWED_INCREASE = 1;
  private static final double ROOT_TOLERANCE = 1e-4;

  private final double[] canary;
  private final double[] stable;

  private Kayenta(double[] canary, double[] stable) {
    this.canary = canary;
    this.stable = stable;
  }

  /** Whether the canary's values are judged too high. Without values on both sides they are not. */
  public static boolean high(double[] canary, double[] stable) {
    return canary.length > 0 && stable.length > 0 && new Kayenta(canary, stable).high();
  }

  private boolean high() {
    double[] sortedCanary = canary.clone();
    double[] sortedStable = stable.clone();
    Arrays.sort(sortedCanary);
    Arrays.sort(sortedStable);
    if (Arrays.equals(sortedCanary, sortedStable)) {
      return false;
    }
    double least = sortedCanary[0] - sortedStable[sortedStable.length - 1];
    double largest = sortedCanary[sortedCanary.length - 1] - sortedStable[0];
    if (least == largest) {
      // Both are constant; Kayenta adds a little noise, which leaves an interval about the shift.
      return least > 0;
    }
    double lower = crossing(least, largest, QUANTILE);
    double estimate = crossing(least, largest, 0);
    double meanRatio = mean(canary) / mean(stable);
    return lower > TOLERATED_PART_OF_SHIFT * Math.abs(estimate) && !(meanRatio < ALLOWED_INCREASE);
  }

  /** The shift at which the deviate, which falls as the shift grows, passes the quantile. */
  private double crossing(double least, double largest, double quantile) {
    DoubleUnaryOperator excess = shift -> deviate(shift) - quantile;
    double atLeast = excess.applyAsDouble(least);
    double atLargest = excess.applyAsDouble(largest);
    if (atLeast <= 0) {
      return least;
    }
    if (atLargest >= 0) {
      return largest;
    }
    return root(excess, least, largest, atLeast, atLargest);
  }

  /** Normal deviate of the canary's rank sum once its values are lowered by the shift. */
  double deviate(double shift) {
    int m = canary.length;
    int n = stable.length;
    double[] all = new double[m + n];
    for (int i = 0; i < m; i++) {
      all[i] = canary[i] - shift;
    }
    System.arraycopy(stable, 0, all, m, n);
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    double rankSum = 0;
    for (int i = 0; i < m; i++) {
      rankSum += (first(sorted, all[i]) + 1 + first(sorted, Math.nextUp(all[i]))) / 2.0;
    }
    double ties = 0;
    for (int from = 0; from < sorted.length; ) {
      int to = first(sorted, Math.nextUp(sorted[from]));
      double length = to - from;
      ties += length * length * length - length;
      from = to;
    }
    double centred = rankSum - m * (m + 1) / 2.0 - m * n / 2.0;
    double variance = m * n / 12.0 * (m + n + 1 - ties / ((double) (m + n) * (m + n - 1)));
    return (centred - Math.signum(centred) / 2) / Math.sqrt(variance);
  }

  /** How many of the sorted values are smaller. */
  private static int first(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (sorted[mid] < value) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    return low;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /** Brent's root finder: {@code best} is the newest point, {@code other} on the far side of 0. */
  private static double root(
      DoubleUnaryOperator f, double low, double high, double atLow, double atHigh) {
    double previous = low;
    double fPrevious = atLow;
    double best = high;
    double fBest = atHigh;
    double other = low;
    double fOther = atLow;
    while (true) {
      double lastStep = best - previous;
      if (Math.abs(fOther) < Math.abs(fBest)) {
        previous = best;
        best = other;
        other = previous;
        fPrevious = fBest;
        fBest = fOther;
        fOther = fPrevious;
      }
      double least = 2 * Math.ulp(1.0) * Math.abs(best) + ROOT_TOLERANCE / 2;
      double step = (other - best) / 2;
      if (Math.abs(step) <= least || fBest == 0) {
        return best;
      }
      if (Math.abs(lastStep) >= least && Math.abs(fPrevious) > Math.abs(fBest)) {
        step = interpolated(previous, best, other, fPrevious, fBest, fOther, lastStep, least, step);
      }
      previous = best;
      fPrevious = fBest;
      best += Math.abs(step) < least ? Math.copySign(least, step) : step;
      fBest = f.applyAsDouble(best);
      if (fBest > 0 == fOther > 0) {
        other = previous;
        fOther = fPrevious;
      }
    }
  }

  /** The secant's or the inverse parabola's step if it is short and inside, else the bisection. */
  private static double interpolated(
      double previous,
      double best,
      double other,
      double fPrevious,
      double fBest,
      double fOther,
      double lastStep,
      double least,
      double bisection) {
    double width = other - best;
    double s = fBest / fPrevious;
    double p;
    double q;
    if (previous == other) {
      p = width * s;
      q = 1 - s;
    } else {
      double r = fBest / fOther;
      double t = fPrevious / fOther;
      p = s * (width * t * (t - r) - (best - previous) * (r - 1));
      q = (t - 1) * (r - 1) * (s - 1);
    }
    q = p > 0 ? -q : q;
    p = Math.abs(p);
    boolean inside =
        p < 0.75 * width * q - Math.abs(least * q) / 2 && p < Math.abs(lastStep * q / 2);
    return inside ? p / q : bisection;
  }
}
