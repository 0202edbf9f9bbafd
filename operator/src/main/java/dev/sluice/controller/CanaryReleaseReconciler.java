package dev.sluice.controller;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.controller.WriteResult.Refused;
import dev.sluice.controller.WriteResult.Stale;
import dev.sluice.controller.WriteResult.Unavailable;
import dev.sluice.controller.WriteResult.Written;
import dev.sluice.engine.Decision;
import dev.sluice.engine.ReleaseEngine;
import dev.sluice.lifecycle.Observation;
import dev.sluice.metrics.prometheus.Sampler;
import dev.sluice.plan.Change;
import dev.sluice.spec.PolicyReader;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One turn: observe, decide, record, tell, act. What to do is decided elsewhere. */
public final class CanaryReleaseReconciler
    implements Reconciler<CanaryRelease>, Cleaner<CanaryRelease> {
  private static final Duration OBSERVE_AGAIN = Duration.ofMillis(200);

  private final ReconcilerServices tools;
  private final CachingCheckpointCodec checkpoints = new CachingCheckpointCodec();
  private final CachingPolicyReader policies = new CachingPolicyReader();
  private final StatusOverlay recorded = new StatusOverlay();
  private final WriteBackoff troubles = new WriteBackoff();
  private final EventPublisher teller;
  private final SimpleInboundEventSource<CanaryRelease> sampled =
      new SimpleInboundEventSource<>("samples");
  private InformerCaches caches;
  private Observer observer;

  public CanaryReleaseReconciler(ReconcilerServices tools) {
    this.tools = tools;
    this.teller = new EventPublisher(tools.events());
  }

  @Override
  public List<EventSource<?, CanaryRelease>> prepareEventSources(
      EventSourceContext<CanaryRelease> context) {
    caches = new InformerCaches(context);
    observer = new Observer(caches, tools.platform());
    List<EventSource<?, CanaryRelease>> sources = new ArrayList<>(caches.eventSources());
    sources.add(sampled);
    return sources;
  }

  /** There are new samples for a release on trial. */
  public void sampled(Sampler.Key key) {
    ResourceID release = new ResourceID(key.release(), key.namespace());
    if (caches.exists(release)) {
      sampled.propagateEvent(release);
    } else {
      tools.trials().forget(key);
    }
  }

  @Override
  public UpdateControl<CanaryRelease> reconcile(
      CanaryRelease cached, Context<CanaryRelease> context) {
    return UpdateControl.<CanaryRelease>noUpdate().rescheduleAfter(turn(cached).lookAgain());
  }

  @Override
  public DeleteControl cleanup(CanaryRelease cached, Context<CanaryRelease> context) {
    Turn turn = turn(cached);
    if (!turn.finished()) {
      return DeleteControl.noFinalizerRemoval().rescheduleAfter(turn.lookAgain());
    }
    forget(cached);
    return DeleteControl.defaultDelete();
  }

  /** What a turn leaves to do. */
  private record Turn(Duration lookAgain, boolean finished) {}

  private Turn turn(CanaryRelease cached) {
    CanaryRelease self = recorded.newest(cached);
    Instant now = tools.clock().instant();
    PolicyReader.Result policy = policies.read(self.getSpec());
    Optional<MetricsSnapshot> samples =
        trial(self, policy, self.getStatus()).map(trial -> tools.counter().samples(key(self), now));
    Observation seen = observer.observe(self, samples, troubles.refusal(self));
    Decision decision = ReleaseEngine.decide(seen, policy, self.getStatus(), checkpoints, now);

    tools.promptness().decided(key(self), self, decision, tools.clock().instant());
    tools.meters().judged(key(self), decision.verdict());
    teller.catchUp(self);

    boolean records = !decision.status().equals(self.getStatus());
    if (records) {
      WriteResult<CanaryRelease> result = tools.writer().record(self, decision.status());
      tools.meters().wrote("status", result);
      if (!(result instanceof Written<CanaryRelease> written)) {
        if (result instanceof Unavailable<CanaryRelease>) {
          teller.perhapsRecorded(self, decision);
        }
        return new Turn(failed(self, "status", result, decision), false);
      }
      recorded.put(written.object());
      troubles.answered(self);
      teller.tell(self, decision);
    }
    follow(self, policy, decision.status());
    if (decision.change().isEmpty()) {
      troubles.over(self);
      return new Turn(decision.lookAgain(), decision.finished());
    }
    return act(self, decision, records);
  }

  /**
   * Makes the change. A status that this turn did not write may be an old one from the cache of a
   * process that led before: it must be the newest before anything is done because of it.
   */
  private Turn act(CanaryRelease self, Decision decision, boolean justRecorded) {
    Change change = decision.change().orElseThrow();
    if (!justRecorded) {
      WriteResult<CanaryRelease> live = tools.writer().read(self);
      if (!(live instanceof Written<CanaryRelease> read)) {
        return new Turn(failed(self, "read", live, decision), false);
      }
      if (ResourceVersions.newer(read.object(), self)) {
        recorded.put(read.object());
        return new Turn(OBSERVE_AGAIN, false);
      }
    }
    WriteResult<Change.Target> result = tools.writer().write(change);
    tools.meters().wrote(change.target().kind(), result);
    if (!(result instanceof Written<Change.Target>)) {
      return new Turn(
          failed(self, change.target() + ": " + change.what(), result, decision), false);
    }
    LogLine.of(self, decision.status(), "Changed")
        .with("target", change.target())
        .with("message", change.what())
        .info();
    troubles.over(self);
    if (!justRecorded) {
      teller.tell(self, decision);
    }
    return new Turn(decision.lookAgain(), decision.finished());
  }

  private Duration failed(
      CanaryRelease self, String what, WriteResult<?> result, Decision decision) {
    if (result instanceof Stale<?> stale) {
      LogLine.of(self, decision.status(), "Stale")
          .with("target", what)
          .with("message", stale.message())
          .debug();
      return OBSERVE_AGAIN;
    }
    String message =
        result instanceof Refused<?> refused
            ? refused.message()
            : ((Unavailable<?>) result).message();
    boolean refused = result instanceof Refused<?>;
    boolean first = troubles.happened(self, refused ? message : "");
    if (first) {
      LogLine.of(self, decision.status(), refused ? "WriteRefused" : "WriteFailed")
          .with("target", what)
          .with("message", message)
          .warn();
    }
    return refused && first ? OBSERVE_AGAIN : troubles.backoff(self);
  }

  /** Keeps the counting and the meters in step with the status. */
  private void follow(CanaryRelease self, PolicyReader.Result policy, CanaryReleaseStatus status) {
    Sampler.Key key = key(self);
    trial(self, policy, status)
        .ifPresentOrElse(
            trial -> tools.trials().track(key, trial), () -> tools.trials().forget(key));
    tools.meters().follow(self, status);
  }

  private Optional<AnalysisTarget> trial(
      CanaryRelease self, PolicyReader.Result policy, CanaryReleaseStatus status) {
    Sampler.Key key = key(self);
    return ReleaseEngine.trial(key.namespace(), key.release(), policy, status, checkpoints);
  }

  private void forget(CanaryRelease self) {
    recorded.forget(self.getMetadata().getUid());
    teller.forget(self);
    troubles.over(self);
    tools.trials().forget(key(self));
    tools.meters().forget(self);
    tools.promptness().forget(key(self));
  }

  private static Sampler.Key key(CanaryRelease self) {
    return new Sampler.Key(self.getMetadata().getNamespace(), self.getMetadata().getName());
  }
}
