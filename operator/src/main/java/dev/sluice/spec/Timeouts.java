package dev.sluice.spec;

/**
 * The timeouts of a release's holds.
 *
 * @param inconclusive for a step that asks for proof, from its beginning
 * @param noData since nothing was known
 * @param noTraffic since the canary had no requests
 */
public record Timeouts(Timeout inconclusive, Timeout noData, Timeout noTraffic) {}
