package dev.sluice.analysis.evidence;

/**
 * A bound of a latency histogram by which the versions are compared: a request is slow when it took
 * longer.
 *
 * @param millis the bound in milliseconds
 * @param share the baseline's share of slow requests, above 0 and below 1
 * @param rho the ratio of shares of slow requests that the allowed slowdown amounts to
 * @param gateRho the ratio that is too large for all requests
 */
public record LatencyBound(double millis, double share, double rho, double gateRho) {
  /** In place of a bound in milliseconds: errors are counted, not slow requests. */
  public static final double NONE = 0;
}
