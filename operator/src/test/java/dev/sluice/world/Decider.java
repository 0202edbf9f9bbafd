package dev.sluice.world;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.engine.Decision;
import dev.sluice.lifecycle.Observation;
import dev.sluice.spec.ReadPolicy;
import java.time.Instant;

/** The engine, or the engine with a planted fault. */
@FunctionalInterface
interface Decider {
  Decision decide(Observation observed, ReadPolicy policy, CanaryReleaseStatus status, Instant now);
}
