package dev.sluice.comparison;

import org.apache.commons.numbers.gamma.Erfc;

/**
 * How long a version's requests take: lognormal about a median, some a second longer.
 *
 * @param factor of the median of 40 ms
 * @param hiccups share of the requests that take a second longer
 */
record Speed(double factor, double hiccups) {
  static final Speed USUAL = new Speed(1, 0);

  /** Upper bounds of Istio's histogram of durations in milliseconds, without the infinite one. */
  static final double[] BOUNDS = {
    0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000,
    1800000, 3600000
  };

  private static final double MEDIAN_MILLIS = 40;
  private static final double SIGMA = 0.8;
  private static final double HICCUP_MILLIS = 1000;

  static Speed times(double factor) {
    return new Speed(factor, 0);
  }

  Speed scaled(double by) {
    return new Speed(factor * by, hiccups);
  }

  /** Share of the requests in each bucket, the infinite one last. */
  double[] shares() {
    double[] shares = new double[BOUNDS.length + 1];
    double below = 0;
    for (int i = 0; i < BOUNDS.length; i++) {
      double within = within(BOUNDS[i]);
      shares[i] = within - below;
      below = within;
    }
    shares[BOUNDS.length] = 1 - below;
    return shares;
  }

  private double within(double millis) {
    return (1 - hiccups) * lognormal(millis) + hiccups * lognormal(millis - HICCUP_MILLIS);
  }

  private double lognormal(double millis) {
    if (millis <= 0) {
      return 0;
    }
    return Erfc.value(-Math.log(millis / (MEDIAN_MILLIS * factor)) / SIGMA / Math.sqrt(2)) / 2;
  }
}
