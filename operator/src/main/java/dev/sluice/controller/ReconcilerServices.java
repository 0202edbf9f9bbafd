package dev.sluice.controller;

import dev.sluice.metrics.MetricsSource;
import dev.sluice.metrics.PlaintextSource;
import dev.sluice.spec.Violation;
import dev.sluice.traffic.Mesh;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the reconciler works with.
 *
 * @param metricsSource samples of the versions under analysis
 * @param plaintextSource callers without mutual TLS
 * @param installation this installation of Sluice, as {@code namespace/name} of its Lease; empty
 *     without leader election
 * @param sluiceVersion version of this program
 * @param latePods asks why pods are not ready
 * @param liveReleases asks whether a CanaryRelease exists
 * @param pausePolicy what is wrong with the cluster's pause policy, if anything
 */
public record ReconcilerServices(
    Mesh mesh,
    FencedWriter writer,
    KubernetesEvents events,
    OperatorMetrics operatorMetrics,
    DecisionDelay decisionDelay,
    MetricsSource metricsSource,
    PlaintextSource plaintextSource,
    Supplier<Optional<Violation>> pausePolicy,
    LatePodReader latePods,
    LiveReleases liveReleases,
    Clock clock,
    String installation,
    String sluiceVersion) {}
