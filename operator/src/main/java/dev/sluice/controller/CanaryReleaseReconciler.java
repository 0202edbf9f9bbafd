package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.controller.WriteResult.Conflict;
import dev.sluice.controller.WriteResult.NoAnswer;
import dev.sluice.controller.WriteResult.Rejected;
import dev.sluice.controller.WriteResult.Success;
import dev.sluice.engine.Decision;
import dev.sluice.engine.ReleaseEngine;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.OtherInstallation;
import dev.sluice.messages.Reason;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.plan.Change;
import dev.sluice.traffic.StoredWrite;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One reconciliation: observe, decide, record, publish, act. The engine makes the decision. */
final class CanaryReleaseReconciler implements Reconciler<CanaryRelease>, Cleaner<CanaryRelease> {
  private static final Duration OBSERVE_AGAIN = Duration.ofMillis(200);
  private static final Duration STAND_BACK = Duration.ofMinutes(1);

  private final ReconcilerServices services;
  private final SampleEvents samples;
  private final StatusOverlay recorded = new StatusOverlay();
  private final WriteBackoff backoff = new WriteBackoff();
  private final AlteredWrites altered = new AlteredWrites();
  private final GuardedEngine engine;
  private final EventPublisher publisher;
  private Observer observer;
  private Orphans orphans;

  CanaryReleaseReconciler(ReconcilerServices services, SampleEvents samples) {
    this.services = services;
    this.samples = samples;
    this.engine =
        new GuardedEngine(
            new ReleaseEngine(
                CachingRouter.of(services.mesh()),
                new CachingCheckpointCodec(),
                services.sluiceVersion()),
            services.metricsSource(),
            services.plaintextSource());
    this.publisher = new EventPublisher(services.events(), services.operatorMetrics());
  }

  @Override
  public List<EventSource<?, CanaryRelease>> prepareEventSources(
      EventSourceContext<CanaryRelease> context) {
    InformerCaches caches = new InformerCaches(context, services.mesh());
    observer =
        new Observer(caches, services.mesh(), services.pausePolicy(), services.installation());
    orphans = new Orphans(services, caches, observer);
    List<EventSource<?, CanaryRelease>> sources = new ArrayList<>(caches.eventSources());
    sources.add(samples.source(caches::exists));
    return sources;
  }

  /** This process leads, after the caches are filled. */
  void lead() {
    orphans.start();
  }

  void stop() {
    if (orphans != null) {
      orphans.close();
    }
  }

  @Override
  public UpdateControl<CanaryRelease> reconcile(
      CanaryRelease cached, Context<CanaryRelease> context) {
    return UpdateControl.<CanaryRelease>noUpdate()
        .rescheduleAfter(reconcile(cached).requeueAfter());
  }

  @Override
  public DeleteControl cleanup(CanaryRelease cached, Context<CanaryRelease> context) {
    NextReconcile next = reconcile(cached);
    if (!next.finished()) {
      return DeleteControl.noFinalizerRemoval().rescheduleAfter(next.requeueAfter());
    }
    forget(cached);
    return DeleteControl.defaultDelete();
  }

  /**
   * When to reconcile again.
   *
   * @param finished whether nothing is left to do for a deleted CanaryRelease
   */
  private record NextReconcile(Duration requeueAfter, boolean finished) {}

  private NextReconcile reconcile(CanaryRelease cached) {
    CanaryRelease self = recorded.newest(cached);
    Instant now = services.clock().instant();
    Observation observed =
        observer.observe(
            self, backoff.rejection(self), altered.of(self), services.latePods().cause(self));
    Optional<String> elsewhere =
        OtherInstallation.of(observed, services.mesh().router().kinds().keySet());
    publisher.warnOnce(self, Reason.ManagedElsewhere, elsewhere);
    if (elsewhere.isPresent()) {
      engine.forget(self);
      return new NextReconcile(STAND_BACK, false);
    }
    Decision decision = engine.decide(self, observed, now);
    boolean learnedCause = services.latePods().follow(self, decision.latePods(), now);

    services
        .decisionDelay()
        .decided(GuardedEngine.key(self), self, decision, services.clock().instant());
    services.operatorMetrics().analyzed(GuardedEngine.key(self), decision.verdict());
    publisher.publishConfirmed(self, observed);

    boolean records = !decision.status().equals(self.getStatus());
    if (records) {
      WriteResult<CanaryRelease> result = services.writer().record(self, decision.status());
      services.operatorMetrics().countWrite("status", result);
      if (!(result instanceof Success<CanaryRelease> success)) {
        if (result instanceof NoAnswer<CanaryRelease>) {
          publisher.holdUntilConfirmed(self, decision);
        }
        Duration again =
            failed(
                self, "CanaryRelease/" + self.getMetadata().getName(), "status", result, decision);
        if (!(result instanceof Conflict<CanaryRelease>)) {
          decision
              .urgentChange(services.mesh().kinds())
              .ifPresent(change -> write(self, decision, change));
        }
        return new NextReconcile(again, false);
      }
      recorded.put(success.object());
      backoff.statusWritten(self);
      publisher.publish(self, decision);
    }
    engine.measure(self, decision.status(), observed);
    publisher.warnOnce(self, Reason.ProxiesReject, engine.proxyRejects(decision.status()));
    services.operatorMetrics().follow(GuardedEngine.key(self), decision.status());
    if (decision.change().isEmpty()) {
      backoff.reset(self);
      return new NextReconcile(
          learnedCause ? OBSERVE_AGAIN : decision.requeueAfter(), decision.finished());
    }
    return act(self, decision, records);
  }

  /**
   * Makes the change. A status that this reconciliation did not write may come from the old cache
   * of a former leader: it must be the newest before anything is done because of it.
   */
  private NextReconcile act(CanaryRelease self, Decision decision, boolean justRecorded) {
    Change change = decision.change().orElseThrow();
    String object = change.target().toString();
    if (!justRecorded) {
      WriteResult<CanaryRelease> live = services.writer().read(self);
      if (!(live instanceof Success<CanaryRelease> read)) {
        return new NextReconcile(failed(self, object, change.summary(), live, decision), false);
      }
      if (ResourceVersions.newer(read.object(), self)) {
        recorded.put(read.object());
        return new NextReconcile(OBSERVE_AGAIN, false);
      }
    }
    WriteResult<Map<String, Object>> result = write(self, decision, change);
    if (!(result instanceof Success<Map<String, Object>>)) {
      return new NextReconcile(failed(self, object, change.summary(), result, decision), false);
    }
    Optional<StoredWrite> changed = Optional.ofNullable(altered.of(self).get(change.target()));
    boolean again = changed.filter(StoredWrite::isRepeated).isPresent();
    backoff.reset(self);
    if (!justRecorded) {
      publisher.publish(self, decision);
    }
    // A write that changed nothing in the cluster causes no event.
    boolean learned = changed.isPresent() && !again;
    return new NextReconcile(
        learned ? OBSERVE_AGAIN : decision.requeueAfter(), decision.finished());
  }

  private WriteResult<Map<String, Object>> write(
      CanaryRelease self, Decision decision, Change change) {
    WriteResult<Map<String, Object>> result = services.writer().write(change);
    services.operatorMetrics().countWrite(change.target().kind().kind(), result);
    if (result instanceof Success<Map<String, Object>> success) {
      boolean again =
          altered
              .written(self, change, success.object(), services.clock().instant())
              .filter(StoredWrite::isRepeated)
              .isPresent();
      LogLine line =
          LogLine.of(self, decision.status(), LogEvent.Applied)
              .with("object", change.target())
              .with("change", change.summary());
      if (again) {
        line.debug();
      } else {
        line.info();
      }
      publisher.publishChange(self, decision);
    } else if (result instanceof NoAnswer<Map<String, Object>>) {
      publisher.holdUntilSeen(self, decision);
    }
    return result;
  }

  private Duration failed(
      CanaryRelease self, String object, String change, WriteResult<?> result, Decision decision) {
    if (result instanceof Conflict<?> conflict) {
      LogLine.of(self, decision.status(), LogEvent.WriteConflict)
          .with("object", object)
          .with("change", change)
          .with("message", conflict.message())
          .debug();
      return OBSERVE_AGAIN;
    }
    boolean rejected = result instanceof Rejected<?>;
    String message =
        result instanceof Rejected<?> rejection
            ? rejection.message()
            : ((NoAnswer<?>) result).message();
    boolean isNew = backoff.failed(self, rejected ? message : "");
    if (isNew) {
      LogLine.of(self, decision.status(), rejected ? Reason.WriteRejected : Reason.WriteFailed)
          .with("object", object)
          .with("change", change)
          .with("message", message)
          .warn();
    }
    return rejected && isNew ? OBSERVE_AGAIN : backoff.delay(self);
  }

  private void forget(CanaryRelease self) {
    ReleaseKey key = GuardedEngine.key(self);
    recorded.forget(self.getMetadata().getUid());
    publisher.forget(self);
    backoff.reset(self);
    altered.forget(self);
    engine.forget(self);
    services.latePods().forget(self);
    services.metricsSource().forget(key);
    services.plaintextSource().forget(key);
    services.operatorMetrics().forget(key);
    services.decisionDelay().forget(key);
  }
}
