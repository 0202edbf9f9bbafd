package dev.sluice.analysis.evidence;

/**
 * A bound of a latency histogram by which the versions are compared: a request is slow when it took
 * longer.
 *
 * @param millis the bound in milliseconds
 * @param share the stable version's share of slow requests, above 0 and below 1
 * @param rho the ratio of shares of slow requests that the allowed slowdown amounts to
 * @param gateRho the ratio that is too large for all users
 */
public record LatencyBound(double millis, double share, double rho, double gateRho) {}
