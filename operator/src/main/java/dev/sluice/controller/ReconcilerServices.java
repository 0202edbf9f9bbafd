package dev.sluice.controller;

import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.metrics.prometheus.Sampler;
import dev.sluice.metrics.prometheus.SamplingLoop;
import dev.sluice.spec.Violation;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** What a turn works with. */
public record ReconcilerServices(
    FencedWriter writer,
    KubernetesEvents events,
    OperatorMetrics meters,
    DecisionDelay promptness,
    SamplingLoop trials,
    Counter counter,
    Supplier<Optional<Violation>> platform,
    Clock clock) {

  /** What is measured of the version on trial. */
  @FunctionalInterface
  public interface Counter {
    MetricsSnapshot samples(Sampler.Key key, Instant now);
  }
}
