package dev.sluice.lifecycle;

import static dev.sluice.lifecycle.StageRule.afterItsTime;
import static dev.sluice.lifecycle.StageRule.stays;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The life of a release on one page: the rule of each stage.
 *
 * <p>Two ideas are behind the order. Requests are never on pods that are about to go, so a weight
 * moves first and pods go after a drain. And {@code stable} is the whole Service only while no
 * canary pod is ready, so that no request reaches an unproven version except by its step's
 * exposure.
 */
public final class StageRules {
  private static final Map<Stage, StageRule> RULES = new EnumMap<>(Stage.class);

  static {
    rule(Stage.PENDING, AdoptionRules::adopt);
    rule(Stage.MARKING_DEPLOYMENT, afterItsTime(Stage.CREATING_SUBSETS));
    rule(Stage.CREATING_SUBSETS, afterItsTime(Stage.CREATING_ROUTE));
    rule(Stage.CREATING_ROUTE, AdoptionRules::completeAdoption);

    rule(Stage.IDLE, RestRules::watchTemplate);
    rule(Stage.RESUMING_STABLE_TEMPLATE, RestRules::resumeStableTemplate);
    rule(Stage.ROLLOUT_INTERRUPTED, RestRules::awaitOrder);
    rule(Stage.RESUMING_ROLLOUT, RestRules::resumeRollout);

    rule(Stage.PINNING_STABLE, StepRules::pinStable);
    rule(Stage.STARTING_CANARY, StepRules::startCanary);
    rule(Stage.SCALING_CANARY, StepRules::scaleCanary);
    rule(Stage.RUNNING_STEP, StepRules::runStep);
    rule(Stage.STABLE_UNAVAILABLE, EmptyBackendRules::restoreStable);
    rule(Stage.CANARY_UNAVAILABLE, EmptyBackendRules::restoreCanary);
    rule(Stage.DECISION_FAILED, FailedDecisionRules::resume);
    rule(Stage.WATCHING_FAILURES, UnattributedFailureRules::watch);

    rule(Stage.ADOPTING_CANARY_AS_STABLE, PromotionRules::adoptCanary);
    rule(Stage.SERVING_FROM_ALL_PODS, VerifiedCanaryRules::serveFromAllPods);
    rule(Stage.RESUMING_DEPLOYMENT, PromotionRules::resumeDeployment);
    rule(Stage.ROLLING_OUT, PromotionRules::rollOut);
    rule(Stage.REPINNING_STABLE, ShiftRules::startShift);
    rule(Stage.SHIFTING_TO_STABLE, ShiftRules::shift);
    rule(Stage.SHIFT_FAILED, ShiftRules::retryShift);
    rule(Stage.DRAINING_CANARY, ShiftRules::drainCanary);
    rule(Stage.DELETING_CANARY, afterItsTime(Stage.UNPINNING_STABLE));

    rule(Stage.FOLLOWING_DEPLOYMENT, LostStableRules::endRelease);
    rule(Stage.ROLLING_BACK, afterItsTime(Stage.STOPPING_CANARY));
    rule(Stage.STOPPING_CANARY, RollbackRules::completeRollback);

    rule(Stage.ROUTING_TO_NEW_STABLE, PromotionRules::releaseNewer);

    rule(Stage.UNPINNING_STABLE, RollbackRules::completeRelease);

    rule(Stage.DELETING_ROUTE, RemovalRules::deleteSubsets);
    rule(Stage.DELETING_SUBSETS, afterItsTime(Stage.UNMARKING_DEPLOYMENT));
    rule(Stage.UNMARKING_DEPLOYMENT, afterItsTime(Stage.CLEANED_UP));
    rule(Stage.CLEANED_UP, stays());

    rule(Stage.RECOVERING, RecoveryRules::identify);
    Arrays.stream(Stage.values())
        .filter(stage -> !RULES.containsKey(stage))
        .findFirst()
        .ifPresent(
            stage -> {
              throw new IllegalStateException("stage " + stage + " has no rule");
            });
  }

  private StageRules() {}

  private static void rule(Stage stage, StageRule rule) {
    RULES.put(stage, rule);
  }

  /** The state after this turn, at most one stage further. */
  public static Transition next(Turn turn) {
    if (turn.observed().isUnmanaged()) {
      return UnmanagedRules.stand(turn);
    }
    Transition managed =
        turn.state().interventions().unmanagedSince() == null
            ? Transition.to(turn.state())
            : UnmanagedRules.resume(turn);
    Transition acted = ActionRules.take(turn.in(managed.state())).after(managed);
    Transition scaled = Autoscaling.watch(turn.in(acted.state())).after(acted);
    return nextStage(turn.in(scaled.state())).after(scaled);
  }

  private static Transition nextStage(Turn turn) {
    Optional<Transition> first =
        LostStableRules.follow(turn)
            .or(() -> VerifiedCanaryRules.empty(turn))
            .or(() -> LostStableRules.releaseNewer(turn))
            .or(() -> RemovalRules.begin(turn));
    if (first.isPresent()) {
      return first.get();
    }
    // Removal continues without a Deployment; everything else waits for one.
    boolean removing = turn.stage().in(StageColumn.Section.REMOVAL);
    return turn.deployment().isEmpty() && !removing
        ? Transition.to(turn.state())
        : RULES.get(turn.stage()).next(turn);
  }
}
