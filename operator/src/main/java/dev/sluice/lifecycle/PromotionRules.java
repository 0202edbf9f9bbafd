package dev.sluice.lifecycle;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.traffic.Exposure;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.PodTemplates;
import dev.sluice.workload.ReplicaSetView;
import java.util.Map;
import java.util.Optional;

/**
 * The Deployment takes the verified template while requests are on the canary. From the first turn
 * the canary is the stable version, because the pods before it are going; both subsets select it.
 */
final class PromotionRules {
  private PromotionRules() {}

  /** The first stage of the promotion of the release's canary. */
  static ReleaseState begin(Turn turn) {
    ReleaseState state = turn.state();
    Release release = state.release();
    StableRevision verified =
        StableRevision.onCanary(
            release.revision(), release.version(), release.images(), turn.now());
    return state.stable(verified).enter(Stage.ADOPTING_CANARY_AS_STABLE, turn.now());
  }

  /**
   * Once both subsets are the verified canary, and what the old pods were answering is answered:
   * the weight can be on either. The roll-out begins, or the newer template's release.
   */
  static Transition adoptCanary(Turn turn) {
    ReleaseState state = turn.state();
    boolean interrupted = !state.release().isEndingAs(Outcome.InProgress);
    if (!interrupted && turn.asksForNewer(turn.deployment().orElseThrow())) {
      return interrupt(turn);
    }
    if (!turn.elapsed()) {
      return Transition.to(state);
    }
    return Transition.to(
        interrupted
            ? state.exposure(Exposure.NONE).enter(Stage.ROUTING_TO_NEW_STABLE, turn.now())
            : state.exposure(Exposure.FULL).enter(Stage.RESUMING_DEPLOYMENT, turn.now()));
  }

  /** Once the Deployment is not paused any more. */
  static Transition resumeDeployment(Turn turn) {
    DeploymentView deployment = turn.deployment().orElseThrow();
    if (turn.state().position().isApplied() || !deployment.paused()) {
      return Transition.to(turn.state().enter(Stage.ROLLING_OUT, turn.now()));
    }
    return turn.asksForNewer(deployment) ? interrupt(turn) : Transition.to(turn.state());
  }

  /** Once all pods of the Deployment run the verified template: they are the stable version. */
  static Transition rollOut(Turn turn) {
    return rolledOut(turn)
        .or(() -> leaveStuck(turn))
        .orElseGet(
            () ->
                turn.asksForNewer(turn.deployment().orElseThrow())
                    ? interrupt(turn)
                    : Transition.to(turn.state()));
  }

  /**
   * The CanaryRelease is deleted and the roll-out gets no further: requests return to the
   * ReplicaSet that has half of the wanted pods ready, which is the one of the old pods as a rule.
   */
  private static Optional<Transition> leaveStuck(Turn turn) {
    DeploymentView deployment = turn.deployment().orElseThrow();
    boolean stuck = turn.observed().self().deleting() && deployment.deadlineExceeded().isPresent();
    int half = Math.max(1, (deployment.replicas() + 1) / 2);
    return turn.observed()
        .workloads()
        .mostReady(half)
        .filter(set -> stuck)
        .map(set -> leaveOn(turn, set));
  }

  private static Transition leaveOn(Turn turn, ReplicaSetView set) {
    ReleaseState state = turn.state();
    String message = EventMessages.deletedWhileStuck(state.release().version());
    Release ending = state.release().endingAs(Outcome.Withdrawn, Reason.Deleted, message);
    return Transition.to(
            state
                .stableOn(set, turn.now())
                .release(ending)
                .enter(Stage.REPINNING_STABLE, turn.now()))
        .with(Reason.Deleted, message);
  }

  /** The roll-out is complete; without a canary no request has to return. */
  static Optional<Transition> rolledOut(Turn turn) {
    ReleaseState state = turn.state();
    DeploymentView deployment = turn.deployment().orElseThrow();
    Map<String, Object> verified =
        turn.canary().map(DeploymentView::template).orElse(deployment.template());
    return turn.observed()
        .workloads()
        .onlyPopulated()
        .filter(set -> PodTemplates.same(set.template(), verified))
        .filter(set -> turn.observed().workloads().isComplete(set, deployment.replicas()))
        .map(
            set -> returnTo(turn, set, turn.canary().isEmpty() ? Exposure.NONE : state.exposure()));
  }

  private static Transition returnTo(Turn turn, ReplicaSetView set, Exposure exposure) {
    ReleaseState state = turn.state();
    return Transition.to(
        state
            .stable(StableRevision.of(state.release().revision(), set, turn.now()))
            .exposure(exposure)
            .enter(Stage.REPINNING_STABLE, turn.now()));
  }

  /** A newer template before the Deployment's pods could take over: the canary stays stable. */
  static Transition interrupt(Turn turn) {
    ReleaseState state = turn.state();
    String newer = PodTemplates.version(turn.deployment().orElseThrow().template());
    Release release = state.release();
    String message = EventMessages.promotionInterrupted(release.version(), newer);
    Release ended = release.endingAs(Outcome.Superseded, Reason.PromotionInterrupted, message);
    return Transition.to(interrupted(turn, state.release(ended)))
        .with(Reason.PromotionInterrupted, message);
  }

  /** Requests may leave the weight once both subsets have been the canary for long enough. */
  private static ReleaseState interrupted(Turn turn, ReleaseState ended) {
    if (turn.stage() == Stage.ADOPTING_CANARY_AS_STABLE) {
      return ended;
    }
    if (!ended.stable().selector().onCanary()) {
      return begin(turn.in(ended));
    }
    return ended.exposure(Exposure.NONE).enter(Stage.ROUTING_TO_NEW_STABLE, turn.now());
  }

  /** Once all requests go to the subset stable: the newer template is released. */
  static Transition releaseNewer(Turn turn) {
    if (!turn.elapsed()) {
      return Transition.to(turn.state());
    }
    Transition finished = RollbackRules.finish(turn);
    return RestRules.startRelease(turn.in(finished.state())).after(finished);
  }
}
