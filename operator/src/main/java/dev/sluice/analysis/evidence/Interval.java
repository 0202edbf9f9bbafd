package dev.sluice.analysis.evidence;

/**
 * A range of shares.
 *
 * @param low at least 0
 * @param high at most 1
 */
public record Interval(double low, double high) {}
