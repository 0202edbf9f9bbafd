package dev.sluice.lifecycle;

import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.workload.AutoscalerView;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.ReadyEndpoints;
import java.util.Optional;
import java.util.OptionalInt;

/** What an autoscaler of the user's Deployment changes about a release. */
public final class Autoscaling {
  private Autoscaling() {}

  private static Optional<AutoscalerView> autoscaler(Turn turn) {
    return turn.observed().workloads().autoscaler();
  }

  /** Whether an autoscaler sets the Deployment's count. */
  private static boolean isOn(Turn turn) {
    return autoscaler(turn).isPresent();
  }

  /** Whether the Deployment is to have pods. An autoscaler's 0 is only what it needs now. */
  static boolean wantsPods(Turn turn) {
    return isOn(turn) || turn.deployment().filter(users -> users.replicas() > 0).isPresent();
  }

  /**
   * Whether the release's canary carries all requests, or those that have not returned to the
   * Deployment yet.
   */
  public static boolean carriesAll(Turn turn) {
    boolean lastStep =
        turn.stage() == Stage.RUNNING_STEP
            && turn.state().exposure().isComplete()
            && turn.step().exposure().isComplete();
    return lastStep || turn.stage().in(Section.PROMOTION);
  }

  /**
   * Pods that carry the load, as the autoscaler sees it. Empty without an autoscaler; while the
   * Deployment has no pods; and when it was created after the release began, because its autoscaler
   * has only begun to scale it up.
   */
  public static OptionalInt wanted(Turn turn) {
    Optional<DeploymentView> users =
        turn.deployment().filter(there -> there.replicas() > 0 && !isNew(turn, there));
    return users.isPresent() && isOn(turn)
        ? OptionalInt.of(Math.max(users.get().replicas(), autoscaler(turn).get().desiredReplicas()))
        : OptionalInt.empty();
  }

  private static boolean isNew(Turn turn, DeploymentView deployment) {
    Release release = turn.state().release();
    return release != null
        && deployment.createdAt().filter(at -> at.isAfter(release.startedAt())).isPresent();
  }

  /**
   * Whether the Deployment's ready pods can carry this percentage of the requests: of the pods that
   * carry all of them now. Without an autoscaler a person chose the count.
   */
  static boolean carries(Turn turn, int percent) {
    if (!isOn(turn) || turn.isPromotionOrdered()) {
      return true;
    }
    int all = turn.canary().map(DeploymentView::replicas).orElse(0);
    return 100L * readyPods(turn) >= (long) percent * all;
  }

  private static int readyPods(Turn turn) {
    ReadyEndpoints endpoints = turn.observed().workloads().endpoints();
    return turn.observed().workloads().mostReady(0).map(endpoints::of).orElse(0);
  }

  /**
   * Said once in a release: the autoscaler asks for all that it may, and did not when the release
   * began. It may count the canary's idle pods.
   */
  static Transition watch(Turn turn) {
    ReleaseState state = turn.state();
    boolean reached =
        state.isReleasing()
            && turn.deployment()
                .flatMap(
                    users -> autoscaler(turn).filter(hpa -> users.replicas() >= hpa.maxReplicas()))
                .isPresent();
    long revision = state.release() == null ? 0 : state.release().revision();
    if (!reached || state.interventions().autoscalerMaximum() == revision) {
      return Transition.to(state);
    }
    Transition noted =
        Transition.to(state.interventions(state.interventions().autoscalerMaximum(revision)));
    return turn.stage() == Stage.PINNING_STABLE
        ? noted
        : noted.with(
            Reason.AutoscalerRunsAway,
            EventMessages.autoscalerRunsAway(
                autoscaler(turn).orElseThrow().name(), turn.deployment().orElseThrow().replicas()));
  }
}
