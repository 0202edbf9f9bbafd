package dev.sluice.lifecycle;

import dev.sluice.lifecycle.Observation.Workloads;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.ReplicaSetView;
import java.util.Optional;

/** From a Deployment of the user's alone to one that Sluice routes to. */
final class AdoptionRules {
  private AdoptionRules() {}

  /** On a Deployment with one ReplicaSet that has all its pods: that one is the stable version. */
  static Transition adopt(Turn turn) {
    DeploymentView deployment = turn.deployment().orElseThrow();
    Optional<ReplicaSetView> running = turn.observed().workloads().onlyPopulated();
    boolean ready =
        running.filter(set -> isReady(turn.observed().workloads(), deployment, set)).isPresent();
    if (turn.isStopped() || !ready) {
      return Transition.to(turn.state());
    }
    return Transition.to(
        turn.state()
            .revision(1)
            .stable(StableRevision.of(1, running.get(), turn.now()))
            .enter(Stage.MARKING_DEPLOYMENT, turn.now()));
  }

  /**
   * Whether it has all its pods. One with our label may be paused on a template that waits: the
   * CanaryRelease was restored from a backup, or made again.
   */
  private static boolean isReady(
      Workloads workloads, DeploymentView deployment, ReplicaSetView running) {
    return deployment.paused()
        ? deployment.managed() && workloads.isComplete(running, deployment.replicas())
        : deployment.complete();
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
