package dev.sluice.analysis.evidence;

/**
 * The shares on the edge of a {@link HalfPlane} that are nearest to those of a bet.
 *
 * @param canary share of the canary's requests that fail, may exceed 1 for extreme bets
 * @param stable share of the stable version's requests that fail
 */
public record Projection(double canary, double stable) {}
