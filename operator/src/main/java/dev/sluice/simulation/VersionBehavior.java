package dev.sluice.simulation;

/**
 * How a version answers.
 *
 * @param errors share of requests that fail, 0 to 1
 * @param clump failures come together, so many at a time; 1: each for itself
 * @param medianMillis half of the requests take longer, in milliseconds, above 0
 * @param sigma standard deviation of the durations' logarithm, above 0
 */
public record VersionBehavior(double errors, int clump, double medianMillis, double sigma) {
  /** Checks the ranges. */
  public VersionBehavior {
    if (!(errors >= 0 && errors <= 1)) {
      throw new IllegalArgumentException("errors=" + errors + ": want a share from 0 to 1");
    }
    if (clump < 1) {
      throw new IllegalArgumentException("clump=" + clump + ": want 1 or more");
    }
    if (!(medianMillis > 0 && sigma > 0)) {
      throw new IllegalArgumentException(
          "median=" + medianMillis + " ms sigma=" + sigma + ": want both above 0");
    }
  }
}
