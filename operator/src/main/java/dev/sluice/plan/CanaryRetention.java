package dev.sluice.plan;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.StableSelector;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageColumn.AppliedWhen;
import dev.sluice.lifecycle.StageColumn.CanaryPods;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.lifecycle.Turn;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.ReadyEndpoints;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Which canary Deployments stay in a stage. */
final class CanaryRetention {
  /** How long a canary that is to go is kept, at most, until its available pods are endpoints. */
  private static final Duration ENDPOINT_LAG = Duration.ofSeconds(15);

  private CanaryRetention() {}

  /**
   * Until when a canary that is to go stays, because an available pod is not an endpoint yet.
   * Removed now, it would become one afterwards, when it is not looked for any more. Empty where
   * nothing is waited for.
   */
  static Optional<Instant> awaitsEndpointsUntil(Turn turn) {
    ReadyEndpoints endpoints = turn.observed().workloads().endpoints();
    boolean awaits =
        turn.stage().until() == AppliedWhen.CANARY_GONE
            && turn.canary()
                .filter(canary -> canary.available() > endpoints.ofCanary(canary.revision()))
                .isPresent();
    return Optional.of(turn.state().position().enteredAt().plus(ENDPOINT_LAG))
        .filter(limit -> awaits && turn.now().isBefore(limit));
  }

  /** Whether a canary Deployment stays. */
  static boolean keeps(Turn turn, DeploymentView canary) {
    ReleaseState state = turn.state();
    StableSelector selector = state.stable().selector();
    boolean serves = selector.onCanary() && selector.canary() == canary.revision();
    if (serves || turn.stage() == Stage.RECOVERING) {
      return true;
    }
    boolean current = state.release() != null && canary.revision() == state.release().revision();
    return current ? keepsCurrent(turn) : keepsOther(turn.stage());
  }

  /**
   * Another revision's canary gets no requests: it is the one that was rejected before. During a
   * promotion it may be the one that served as the stable version until then.
   */
  private static boolean keepsOther(Stage stage) {
    return stage.in(Section.PROMOTION) && stage.canaryPods() != CanaryPods.DELETE;
  }

  private static boolean keepsCurrent(Turn turn) {
    return switch (turn.stage().canaryPods()) {
      case KEEP, GROW -> true;
      case DELETE -> false;
      case STOP -> turn.state().release().isEndingAs(Outcome.RolledBack);
      case RECORD -> turn.deployment().map(turn::asksForRejected).orElse(true);
    };
  }
}
