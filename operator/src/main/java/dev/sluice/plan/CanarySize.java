package dev.sluice.plan;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.lifecycle.Autoscaling;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.StageColumn.CanaryPods;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.lifecycle.Turn;
import dev.sluice.workload.DeploymentView;
import java.util.OptionalInt;

/**
 * How many pods a canary is meant to have.
 *
 * <p>By itself it never shrinks during a release, since it may be what serves. Where it carries all
 * requests, it follows an autoscaler down too: the autoscaler counts the canary's pods among the
 * Deployment's, so that the Deployment has as many as the load needs, and the return of the
 * requests to it would find too few otherwise.
 */
final class CanarySize {
  private final Turn turn;
  private final ReleaseState state;

  CanarySize(Turn turn) {
    this.turn = turn;
    this.state = turn.state();
  }

  /** Pods of a canary of the release, or of the one that is the stable version; empty: as it is. */
  OptionalInt of(DeploymentView canary) {
    boolean stable = turn.stableCanary().filter(canary::equals).isPresent();
    return stable ? ofStable(canary) : ofRelease(canary);
  }

  /** At least what the Deployment is meant to have, and what the last step gave it. */
  private OptionalInt ofStable(DeploymentView canary) {
    int verified = turn.stage().in(Section.PROMOTION) ? state.progress().replicas() : 0;
    int wanted = turn.deployment().map(DeploymentView::replicas).orElse(0);
    int least = Math.max(canary.replicas(), Math.max(verified, wanted));
    return OptionalInt.of(Autoscaling.wanted(turn).orElse(least));
  }

  private OptionalInt ofRelease(DeploymentView canary) {
    CanaryPods pods = turn.stage().canaryPods();
    boolean rests = pods == CanaryPods.STOP || pods == CanaryPods.RECORD || !state.isReleasing();
    if (rests && state.release().isEndingAs(Outcome.RolledBack)) {
      return OptionalInt.of(0);
    }
    if (pods != CanaryPods.GROW) {
      return OptionalInt.empty();
    }
    int least = Math.max(canary.replicas(), state.progress().replicas());
    return OptionalInt.of(
        Autoscaling.carriesAll(turn) ? Autoscaling.wanted(turn).orElse(least) : least);
  }
}
