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

/** The Deployment takes the verified template while requests are on the canary. */
final class PromotionRules {
  private PromotionRules() {}

  /** Once the Deployment is not paused any more. */
  static Transition resumeDeployment(Turn turn) {
    DeploymentView deployment = turn.deployment().orElseThrow();
    if (turn.state().position().isApplied() || !deployment.paused()) {
      return Transition.to(turn.state().enter(Stage.ROLLING_OUT, turn.now()));
    }
    return AbortChecks.first(turn)
        .map(abort -> RollbackRules.rollBack(turn, abort))
        .orElseGet(() -> Transition.to(turn.state()));
  }

  /** Once all pods of the Deployment run the verified template: they are the stable version. */
  static Transition rollOut(Turn turn) {
    ReleaseState state = turn.state();
    DeploymentView deployment = turn.deployment().orElseThrow();
    Optional<DeploymentView> canary = turn.canary();
    Optional<ReplicaSetView> only = turn.observed().workloads().onlyPopulated();
    Map<String, Object> verified =
        canary.map(DeploymentView::template).orElse(deployment.template());
    boolean rolledOut =
        only.isPresent()
            && PodTemplates.same(only.get().template(), verified)
            && only.get().complete(deployment.replicas());
    if (rolledOut) {
      ReleaseState proven =
          state.stable(StableRevision.of(state.release().revision(), only.get(), turn.now()));
      return Transition.to(
          (canary.isEmpty() ? proven.exposure(Exposure.NONE) : proven)
              .enter(Stage.REPINNING_STABLE, turn.now()));
    }
    return turn.asksForNewer(deployment) ? interrupt(turn) : Transition.to(state);
  }

  /** A newer template before the Deployment's pods could take over: the canary becomes stable. */
  static Transition interrupt(Turn turn) {
    ReleaseState state = turn.state();
    String newer = PodTemplates.version(turn.deployment().orElseThrow().template());
    Release release = state.release();
    String message = EventMessages.promotionInterrupted(release.version(), newer);
    Release ended = release.endingAs(Outcome.Superseded, Reason.PromotionInterrupted, message);
    StableRevision onCanary =
        new StableRevision(
            ended.revision(),
            ended.version(),
            ended.images(),
            StableSelector.canary(ended.revision()),
            turn.now());
    Stage next =
        state.exposure().servesRequests()
            ? Stage.ADOPTING_CANARY_AS_STABLE
            : Stage.ROUTING_TO_NEW_STABLE;
    return Transition.to(state.stable(onCanary).release(ended).enter(next, turn.now()))
        .with(Reason.PromotionInterrupted, message);
  }

  /** Once both subsets are the verified canary: the weight can go to either. */
  static Transition routeToNewStable(Turn turn) {
    return Transition.to(
        turn.elapsed()
            ? turn.state().exposure(Exposure.NONE).enter(Stage.ROUTING_TO_NEW_STABLE, turn.now())
            : turn.state());
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
