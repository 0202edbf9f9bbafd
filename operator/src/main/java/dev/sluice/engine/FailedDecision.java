package dev.sluice.engine;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.lifecycle.FailedDecisionRules;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.RollbackTarget;
import dev.sluice.lifecycle.Stage;
import dev.sluice.messages.Reason;
import dev.sluice.plan.Change;
import dev.sluice.status.FailedDecisionStatus;
import dev.sluice.traffic.Exposure;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.Mesh;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is done about an observation that the engine cannot decide on. It uses as little of the
 * program as it can: what failed once may fail here too.
 */
record FailedDecision(
    Mesh mesh, CheckpointCodec codec, String sluice, Observation observed, Instant now) {
  private static final Duration RETRY = Duration.ofSeconds(2);

  /** Nothing at first: the next observation may be decided on. Then requests are protected. */
  Decision after(
      ReleaseState before, Optional<CanaryReleaseStatus> recorded, DecisionFailure failure) {
    // Once recorded, the protection is written at once, by the next process too.
    boolean lasts = failure.isLasting() || before.stage() == Stage.DECISION_FAILED;
    boolean acts = lasts && !observed.isUnmanaged();
    ReleaseState state =
        acts ? FailedDecisionRules.protect(before, observed.workloads(), sluice, now) : before;
    if (!lasts && recorded.isPresent()) {
      return new Decision(
          before,
          recorded.get(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          RETRY,
          false,
          Optional.empty());
    }
    CanaryReleaseStatus status =
        FailedDecisionStatus.of(
            recorded,
            state,
            observed.self().generation(),
            failure.error(),
            state.equals(before)
                ? recorded.map(CanaryReleaseStatus::checkpoint).orElse(null)
                : codec.write(state),
            now);
    boolean told =
        recorded.map(CanaryReleaseStatus::message).filter(status.message()::equals).isPresent();
    return new Decision(
        state,
        status,
        acts ? reroute(state) : Optional.empty(),
        Optional.empty(),
        told ? List.of() : List.of(new ReleaseEvent(Reason.DecisionFailed, status.message())),
        Optional.empty(),
        RETRY,
        false,
        Optional.empty());
  }

  /** The route as recorded, where it is there and leads elsewhere than the rollback target. */
  private Optional<Change> reroute(ReleaseState state) {
    RollbackTarget target = state.stage().rollbackTarget();
    Exposure wanted = state.exposure();
    boolean away =
        target.isReachedBy(wanted)
            && mesh.router()
                .observe(observed.owned())
                .filter(present -> !target.isReachedBy(present))
                .isPresent();
    return away
        ? mesh.router()
            .reroute(observed.owned(), observed.self().ref(), wanted)
            .flatMap(
                route ->
                    observed
                        .owned()
                        .get(route.key())
                        .filter(this::isOurs)
                        .map(
                            there ->
                                new Change.Apply(
                                    route.key(), route.body(), there, route.summary())))
        : Optional.empty();
  }

  private boolean isOurs(Map<String, Object> object) {
    return ManagedObject.isOwnedBy(object, observed.self().name());
  }
}
