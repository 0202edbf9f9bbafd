/**
 * Releases on a virtual clock. The decisions are made by the operator's own code; cluster, mesh,
 * requests and Prometheus exist only in memory.
 *
 * <p>Requests arrive as a Poisson process, and each goes to the canary with the probability of the
 * weight. Errors and latencies are drawn by {@link dev.sluice.simulation.VersionBehavior}. The
 * clock jumps to the next event: a decision, a sampling point, or pods that become ready. A run
 * depends only on its seed.
 */
package dev.sluice.simulation;
