package dev.sluice.analysis.evidence;

/**
 * The shares on the edge of a {@link HalfPlane} that are nearest to those of a bet.
 *
 * @param candidate share of the candidate's requests that fail, may exceed 1 for extreme bets
 * @param baseline share of the baseline's requests that fail
 */
public record Projection(double candidate, double baseline) {}
