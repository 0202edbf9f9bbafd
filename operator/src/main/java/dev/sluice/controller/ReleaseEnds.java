package dev.sluice.controller;

import static dev.sluice.controller.MetricsCatalog.RELEASES_ENDED;
import static dev.sluice.controller.MetricsCatalog.RELEASE_TIME;

import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.metrics.ReleaseKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;

/** Counts the releases that end, and how long they took. */
final class ReleaseEnds {
  private static final Duration[] BUCKETS =
      Stream.of(1, 2, 5, 10, 20, 30, 60, 120, 360, 720, 1440)
          .map(Duration::ofMinutes)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;

  ReleaseEnds(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Counts the release if it ended between two statuses.
   *
   * @param before null if there was none
   * @param after null if there is none
   */
  void count(ReleaseKey release, ReleaseStatus before, ReleaseStatus after) {
    if (before == null
        || after == null
        || before.finishedAt() != null
        || after.finishedAt() == null
        || !Objects.equals(before.revision(), after.revision())) {
      return;
    }
    String outcome = after.outcome().name();
    Counter.builder(RELEASES_ENDED.meterName())
        .description(RELEASES_ENDED.meaning())
        .tags(RELEASES_ENDED.tags(release.namespace(), release.name(), outcome, after.reason()))
        .register(registry)
        .increment();
    Timer.builder(RELEASE_TIME.meterName())
        .description(RELEASE_TIME.meaning())
        .tags(RELEASE_TIME.tags(outcome))
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(
            Duration.between(Instant.parse(after.startedAt()), Instant.parse(after.finishedAt())));
  }

  /** Removes the counters of a CanaryRelease that is gone. */
  void forget(ReleaseKey release) {
    registry
        .find(RELEASES_ENDED.meterName())
        .tags("namespace", release.namespace(), "name", release.name())
        .meters()
        .forEach(registry::remove);
  }
}
