/**
 * A release on a virtual clock: the operator's own decisions on a cluster, a mesh, users and a
 * Prometheus that exist in memory alone. It tells before a policy is used what it would do.
 *
 * <p>Requests come as a Poisson process and each goes to the canary with the weight's probability;
 * errors and durations are drawn by each version's {@link dev.sluice.simulation.Behaviour}. The
 * clock jumps from one event to the next: a decision that is due, a point of the sampling grid,
 * pods that become ready. A run depends on its seed and on nothing else.
 */
package dev.sluice.simulation;
