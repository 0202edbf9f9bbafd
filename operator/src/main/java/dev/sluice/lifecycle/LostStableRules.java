package dev.sluice.lifecycle;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.traffic.Exposure;
import dev.sluice.workload.ReplicaSetView;
import java.util.Optional;

/**
 * The pods that the subset stable is pinned to are gone while the Deployment has others: it was
 * deleted and created again, or rolled out past the pause policy. Requests follow the Deployment.
 */
final class LostStableRules {
  private LostStableRules() {}

  /** Once half of the wanted pods are ready: the pin moves to them. */
  static Optional<Transition> follow(Turn turn) {
    ReleaseState state = turn.state();
    boolean pinned = turn.stage().rollbackTarget() == RollbackTarget.STABLE;
    if (!pinned || turn.deployment().isEmpty() || turn.hasStablePods()) {
      return Optional.empty();
    }
    int half = (turn.deployment().get().replicas() + 1) / 2;
    return turn.observed()
        .workloads()
        .mostReady(Math.max(1, half))
        .map(set -> pinTo(turn, state, set));
  }

  private static Transition pinTo(Turn turn, ReleaseState state, ReplicaSetView set) {
    ReleaseState found = state.stableOn(set, turn.now());
    ReleaseState moved = found.exposure(turn.canaryServes() ? state.exposure() : Exposure.NONE);
    boolean ending = turn.stage().in(StageColumn.Section.ROLLBACK);
    return Transition.to(ending ? moved : moved.enter(Stage.FOLLOWING_DEPLOYMENT, turn.now()))
        .with(
            Reason.DeploymentRecreated,
            EventMessages.deploymentRecreated(state.stable().version(), found.stable().version()));
  }

  /**
   * No stable pod is ready, a person ordered the promotion, and a newer template is asked for: the
   * canary, which nothing can replace, is the stable version of the newer template's release.
   */
  static Optional<Transition> releaseNewer(Turn turn) {
    boolean carries =
        turn.stage().in(StageColumn.Section.STEPS)
            && turn.state().exposure().servesRequests()
            && turn.canaryServes()
            && !turn.stableServes();
    return carries
            && turn.isPromotionOrdered()
            && turn.deployment().filter(turn::asksForNewer).isPresent()
        ? Optional.of(PromotionRules.interrupt(turn))
        : Optional.empty();
  }

  /** Once the new pin has reached the proxies: the release ends, and requests leave the canary. */
  static Transition endRelease(Turn turn) {
    if (!turn.elapsed()) {
      return Transition.to(turn.state());
    }
    Release release = turn.state().release();
    return RollbackRules.rollBack(
        turn,
        release.isEndingAs(Outcome.InProgress)
            ? new Abort(
                Outcome.Superseded,
                Reason.DeploymentRecreated,
                EventMessages.supersededByRecreation(turn.state().stable().version()))
            : new Abort(release.outcome(), Reason.valueOf(release.reason()), release.message()));
  }
}
