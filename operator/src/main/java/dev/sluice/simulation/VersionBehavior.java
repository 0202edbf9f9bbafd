package dev.sluice.simulation;

/**
 * Error rate and latency of a simulated version.
 *
 * @param errors share of requests that fail, 0 to 1
 * @param clump number of requests that fail together; 1 for independent failures
 * @param medianMillis median latency in milliseconds, above 0
 * @param sigma standard deviation of the natural logarithm of the latency, above 0
 */
public record VersionBehavior(double errors, int clump, double medianMillis, double sigma) {
  /** Checks the ranges. */
  public VersionBehavior {
    if (!(errors >= 0 && errors <= 1)) {
      throw new IllegalArgumentException("errors=" + errors + ": must be from 0 to 1");
    }
    if (clump < 1) {
      throw new IllegalArgumentException("clump=" + clump + ": must be 1 or more");
    }
    if (!(medianMillis > 0 && sigma > 0)) {
      throw new IllegalArgumentException(
          "median=" + medianMillis + " ms sigma=" + sigma + ": must be above 0");
    }
  }
}
