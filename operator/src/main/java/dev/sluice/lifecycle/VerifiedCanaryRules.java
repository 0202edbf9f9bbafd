package dev.sluice.lifecycle;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.lifecycle.Observation.Workloads;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.traffic.Exposure;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.ReplicaSetView;
import java.util.Optional;

/**
 * All requests are on the verified canary, in a promotion or after an interrupted one, and its pods
 * go. No other version can take the requests: every pod that is ready serves.
 */
final class VerifiedCanaryRules {
  private VerifiedCanaryRules() {}

  /** In the turn in which it has no endpoint any more while the Deployment has a ready pod. */
  static Optional<Transition> empty(Turn turn) {
    Workloads workloads = turn.observed().workloads();
    boolean deploymentServes =
        workloads.replicaSets().stream().anyMatch(set -> workloads.endpoints().of(set) > 0);
    if (!deploymentServes) {
      return Optional.empty();
    }
    if (isEmptyWithNewer(turn)) {
      return Optional.of(endNewer(turn));
    }
    if (!isEmpty(turn)) {
      return Optional.empty();
    }
    ReleaseState state = turn.state();
    if (turn.stage().rollbackTarget() == RollbackTarget.CANARY) {
      return Optional.of(
          Transition.to(
                  state
                      .evidence(Assessment.onDeployment(turn))
                      .exposure(Exposure.NONE)
                      .enter(Stage.DRAINING_CANARY, turn.now()))
              .with(
                  Reason.CanaryUnavailable,
                  EventMessages.returnedAtOnce(state.release().version())));
    }
    ReleaseState onCanary =
        state.stable().selector().onCanary() ? state : PromotionRules.begin(turn);
    return Optional.of(
        Transition.to(
                onCanary.exposure(Exposure.NONE).enter(Stage.SERVING_FROM_ALL_PODS, turn.now()))
            .with(
                Reason.CanaryUnavailable,
                EventMessages.servingFromAllPods(onCanary.stable().version())));
  }

  /** The canary of the newer template's release has no endpoint either. */
  private static boolean isEmptyWithNewer(Turn turn) {
    Section section = turn.stage().section();
    return (section == Section.STEPS || section == Section.ROLLBACK)
        && turn.state().stable().selector().onCanary()
        && turn.observed().workloads().endpoints().ofCanaries() == 0;
  }

  /** An unverified canary must not be among all the pods: its release ends. */
  private static Transition endNewer(Turn turn) {
    ReleaseState state = turn.state();
    Transition ended =
        state.release().isEndingAs(Outcome.InProgress)
            ? RollbackRules.end(
                turn,
                new Abort(
                    Outcome.RolledBack,
                    Reason.CanaryUnavailable,
                    LatePods.withCause(turn, EventMessages.canaryUnavailable())),
                Stage.SERVING_FROM_ALL_PODS)
            : Transition.to(
                state.exposure(Exposure.NONE).enter(Stage.SERVING_FROM_ALL_PODS, turn.now()));
    return RollbackRules.finish(turn.in(ended.state()))
        .after(ended)
        .with(Reason.CanaryUnavailable, EventMessages.servingFromAllPods(state.stable().version()));
  }

  private static boolean isEmpty(Turn turn) {
    ReleaseState state = turn.state();
    Stage stage = turn.stage();
    boolean stays =
        stage.in(Section.PROMOTION) || stage.in(Section.INTERRUPTION) || stage.in(Section.REST);
    if (!stays || stage == Stage.SERVING_FROM_ALL_PODS || state.release() == null) {
      return false;
    }
    if (stage == Stage.SHIFTING_TO_STABLE && !state.exposure().servesRequests()) {
      return !turn.canaryServes();
    }
    return state.stable().selector().onCanary()
        ? !turn.stableServes()
        : state.exposure().servesRequests() && !turn.canaryServes();
  }

  /**
   * Until the canary is complete again, and the promotion continues; or until the Deployment runs
   * one version, which can serve in its place.
   */
  static Transition serveFromAllPods(Turn turn) {
    ReleaseState state = turn.state();
    boolean promotes = state.isReleasing() && state.release().isEndingAs(Outcome.InProgress);
    Optional<Transition> rolledOut = promotes ? PromotionRules.rolledOut(turn) : Optional.empty();
    if (rolledOut.isPresent()) {
      return Transition.to(rolledOut.get().state().exposure(Exposure.NONE));
    }
    if (turn.elapsed()) {
      return restored(turn);
    }
    return settled(turn).map(set -> end(turn, set)).orElseGet(() -> Transition.to(state));
  }

  private static Transition restored(Turn turn) {
    ReleaseState state = turn.state();
    return Transition.to(
            state.isReleasing() ? PromotionRules.begin(turn) : state.enter(Stage.IDLE, turn.now()))
        .with(Reason.PromotionResumed, EventMessages.canaryRestored(state.stable().version()));
  }

  /** What serves from now on, when the canary does not come back. */
  private static Optional<ReplicaSetView> settled(Turn turn) {
    DeploymentView deployment = turn.deployment().orElseThrow();
    Workloads workloads = turn.observed().workloads();
    boolean gone = turn.stableCanary().isEmpty() || turn.isLate();
    Optional<ReplicaSetView> complete =
        workloads.onlyPopulated().filter(set -> workloads.isComplete(set, deployment.replicas()));
    if (complete.isPresent()) {
      return complete.filter(set -> gone);
    }
    // Paused on a newer template, the roll-out ends no more by itself.
    return workloads.mostReady(turn.isLate() ? 0 : 1).filter(set -> gone && deployment.paused());
  }

  /** The release ends on pods of the Deployment, which serve already. */
  private static Transition end(Turn turn, ReplicaSetView set) {
    ReleaseState state = turn.state();
    ReleaseState ended = state.stableOn(set, turn.now());
    if (!state.isReleasing() || !state.release().isEndingAs(Outcome.InProgress)) {
      return Transition.to(ended.enter(Stage.UNPINNING_STABLE, turn.now()));
    }
    Abort abort =
        turn.canary().isEmpty()
            ? new Abort(Outcome.Superseded, Reason.CanaryDeleted, EventMessages.canaryDeleted())
            : new Abort(
                Outcome.RolledBack, Reason.CanaryUnavailable, EventMessages.canaryUnavailable());
    return RollbackRules.end(turn.in(ended), abort, Stage.UNPINNING_STABLE);
  }
}
