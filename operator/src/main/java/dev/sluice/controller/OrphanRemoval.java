package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.common.ReleaseRef;
import dev.sluice.engine.Decision;
import dev.sluice.engine.ReleaseEngine;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.OtherInstallation;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.messages.PrerequisiteMessages;
import dev.sluice.messages.Reason;
import dev.sluice.plan.Change;
import dev.sluice.spec.PolicyReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Removes the objects of a CanaryRelease that does not exist any more, as if it existed and were
 * being deleted: the same decisions, in the same order. Its status is kept in this process; what is
 * lost with the process is read from the mesh again.
 */
final class OrphanRemoval implements OrphanSweeper.Removal {
  private static final Duration AFTER_WRITE = Duration.ofMillis(200);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final ReconcilerServices services;
  private final Observer observer;
  private final ReleaseEngine engine;
  private final EventPublisher publisher;
  private final CanaryRelease self;

  OrphanRemoval(
      ReleaseRef release,
      ReconcilerServices services,
      Observer observer,
      ReleaseEngine engine,
      EventPublisher publisher) {
    this.services = services;
    this.publisher = publisher;
    this.observer = observer;
    this.engine = engine;
    this.self = deleted(release, services.clock().instant());
  }

  static CanaryRelease deleted(ReleaseRef release, Instant now) {
    CanaryRelease deleted = new CanaryRelease();
    deleted.getMetadata().setNamespace(release.namespace());
    deleted.getMetadata().setName(release.name());
    deleted.getMetadata().setUid("");
    deleted.getMetadata().setGeneration(1L);
    deleted.getMetadata().setCreationTimestamp(now.toString());
    deleted.getMetadata().setDeletionTimestamp(now.toString());
    deleted.setSpec(spec(release));
    return deleted;
  }

  private static CanaryReleaseSpec spec(ReleaseRef release) {
    return new CanaryReleaseSpec(
        new Target(release.deployment()), release.service(), null, null, null, null, null, null);
  }

  /** {@inheritDoc} One decision, and its change if there is one. */
  @Override
  public Optional<Duration> turn() {
    Observation observed = observer.observe(self, "", Map.of(), Optional.empty());
    if (OtherInstallation.of(observed, services.mesh().router().kinds().keySet()).isPresent()) {
      return Optional.of(AFTER_FAILURE);
    }
    Decision decision =
        engine.decide(
            observed,
            PolicyReader.read(self.getSpec()),
            self.getStatus(),
            services.clock().instant());
    self.setStatus(decision.status());
    if (decision.change().isEmpty()) {
      return decision.finished() ? Optional.empty() : Optional.of(decision.requeueAfter());
    }
    return Optional.of(write(decision.change().get()));
  }

  private Duration write(Change change) {
    WriteResult<Map<String, Object>> result = services.writer().write(change);
    services.operatorMetrics().countWrite(change.target().kind().kind(), result);
    if (!(result instanceof WriteResult.Success<Map<String, Object>>)) {
      return AFTER_FAILURE;
    }
    LogLine.of(self, self.getStatus(), LogEvent.Applied)
        .with("object", change.target())
        .with("change", change.summary())
        .info();
    return AFTER_WRITE;
  }

  @Override
  public void ended() {
    services.operatorMetrics().countOrphan();
    publisher.warn(
        self,
        new ReleaseEvent(
            Reason.OrphanRemoved, PrerequisiteMessages.orphanRemoved(SpecTargets.service(self))));
  }
}
