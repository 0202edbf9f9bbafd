package dev.sluice.lifecycle;

import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.ReplicaSetView;
import java.util.Optional;

/** From a Deployment of the user's alone to one that Sluice routes to. */
final class AdoptionRules {
  private AdoptionRules() {}

  /** On a complete Deployment with one ReplicaSet: that one is the stable version. */
  static Transition adopt(Turn turn) {
    DeploymentView deployment = turn.deployment().orElseThrow();
    Optional<ReplicaSetView> running = turn.observed().workloads().onlyPopulated();
    boolean ready = deployment.complete() && !deployment.paused() && running.isPresent();
    if (turn.isStopped() || !ready) {
      return Transition.to(turn.state());
    }
    return Transition.to(
        turn.state()
            .revision(1)
            .stable(StableRevision.of(1, running.get(), turn.now()))
            .enter(Stage.MARKING_DEPLOYMENT, turn.now()));
  }

  /** Once the route has reached the proxies. */
  static Transition completeAdoption(Turn turn) {
    if (!turn.elapsed()) {
      return Transition.to(turn.state());
    }
    return Transition.to(turn.state().enter(Stage.IDLE, turn.now()))
        .with(
            Reason.Adopted,
            EventMessages.adopted(turn.policy().service(), turn.state().stable().version()));
  }
}
