package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.common.ReleaseRef;
import dev.sluice.engine.ReleaseEngine;
import dev.sluice.lifecycle.JsonCheckpointCodec;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.messages.PrerequisiteMessages;
import dev.sluice.messages.Reason;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs the {@link OrphanSweeper} beside the controller, while this process leads. */
final class Orphans implements OrphanSweeper.Removals, AutoCloseable {
  private final ReconcilerServices services;
  private final InformerCaches caches;
  private final Observer observer;
  private final EventPublisher publisher;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final OrphanSweeper sweeper;

  Orphans(ReconcilerServices services, InformerCaches caches, Observer observer) {
    this.services = services;
    this.caches = caches;
    this.observer = observer;
    this.publisher = new EventPublisher(services.events(), services.operatorMetrics());
    this.sweeper =
        new OrphanSweeper(this::missing, services.liveReleases()::isGone, this, services.clock());
  }

  /** Begins to look; an installation without an identity owns no object. */
  void start() {
    if (!services.installation().isEmpty()) {
      Thread thread = new Thread(this::run, "orphans");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    try {
      Duration next = OrphanSweeper.PERIOD;
      while (!stopped.await(next.toMillis(), TimeUnit.MILLISECONDS)) {
        next = turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration turn() {
    try {
      return sweeper.turn();
    } catch (RuntimeException e) {
      LogLine.of(LogEvent.OrphansNotSwept).with("message", e.toString()).error(e);
      return OrphanSweeper.PERIOD;
    }
  }

  private List<ReleaseRef> missing() {
    return caches
        .referred()
        .filter(release -> release.installation().equals(services.installation()))
        .filter(release -> !caches.exists(new ResourceID(release.name(), release.namespace())))
        .distinct()
        .toList();
  }

  @Override
  public void found(ReleaseRef release) {
    CanaryRelease gone = OrphanRemoval.deleted(release, services.clock().instant());
    publisher.warn(
        gone,
        new ReleaseEvent(
            Reason.OrphanFound, PrerequisiteMessages.orphanFound(release.deployment())));
  }

  @Override
  public OrphanSweeper.Removal begin(ReleaseRef release) {
    ReleaseEngine engine =
        new ReleaseEngine(services.mesh(), JsonCheckpointCodec.INSTANCE, services.sluiceVersion());
    return new OrphanRemoval(release, services, observer, engine, publisher);
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
