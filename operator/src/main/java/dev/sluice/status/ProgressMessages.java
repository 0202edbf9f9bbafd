package dev.sluice.status;

import dev.sluice.analysis.Verdict.Result;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.lifecycle.Baselines;
import dev.sluice.lifecycle.FailedDecisionRules;
import dev.sluice.lifecycle.Hold;
import dev.sluice.lifecycle.LatePods;
import dev.sluice.lifecycle.ShiftRules;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.Turn;
import dev.sluice.messages.StatusMessages;
import dev.sluice.workload.DeploymentView;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The message of each stage of a release in progress. */
final class ProgressMessages {
  private static final Map<Stage, Function<Turn, String>> MESSAGES = new EnumMap<>(Stage.class);

  static {
    MESSAGES.put(
        Stage.PINNING_STABLE, turn -> StatusMessages.pinning(candidate(turn), stable(turn)));
    MESSAGES.put(
        Stage.STARTING_CANARY, turn -> StatusMessages.starting(candidate(turn), pods(turn)));
    MESSAGES.put(Stage.SCALING_CANARY, ProgressMessages::scaling);
    MESSAGES.put(Stage.RUNNING_STEP, ProgressMessages::running);
    MESSAGES.put(
        Stage.STABLE_UNAVAILABLE,
        turn ->
            StatusMessages.stableUnavailable(
                stable(turn), turn.state().exposure().weight(), candidate(turn)));
    MESSAGES.put(
        Stage.CANARY_UNAVAILABLE,
        turn -> StatusMessages.canaryUnavailable(candidate(turn), pods(turn)));
    MESSAGES.put(
        Stage.DECISION_FAILED,
        turn ->
            StatusMessages.decisionSucceeds(
                candidate(turn), pods(turn), FailedDecisionRules.waitsForPerson(turn)));
    MESSAGES.put(Stage.WATCHING_FAILURES, turn -> StatusMessages.watchingFailures(candidate(turn)));
    MESSAGES.put(Stage.RESUMING_DEPLOYMENT, ProgressMessages::rollingOut);
    MESSAGES.put(Stage.ROLLING_OUT, ProgressMessages::rollingOut);
    MESSAGES.put(
        Stage.REPINNING_STABLE,
        turn -> StatusMessages.preparingShift(candidate(turn)) + waiting(turn));
    MESSAGES.put(Stage.SHIFTING_TO_STABLE, ProgressMessages::shifting);
    MESSAGES.put(
        Stage.SHIFT_FAILED, turn -> StatusMessages.shiftFailed(ShiftRules.waitsForPerson(turn)));
    MESSAGES.put(Stage.DRAINING_CANARY, turn -> StatusMessages.removingCanary(candidate(turn)));
    MESSAGES.put(Stage.DELETING_CANARY, turn -> StatusMessages.removingCanary(candidate(turn)));
    MESSAGES.put(Stage.UNPINNING_STABLE, turn -> StatusMessages.removingCanary(candidate(turn)));
    MESSAGES.put(
        Stage.FOLLOWING_DEPLOYMENT, turn -> StatusMessages.followingDeployment(stable(turn)));
    MESSAGES.put(
        Stage.ADOPTING_CANARY_AS_STABLE,
        turn ->
            turn.state().release().isEndingAs(Outcome.InProgress)
                ? StatusMessages.beginningPromotion(candidate(turn))
                : StatusMessages.interrupted(candidate(turn)));
    MESSAGES.put(
        Stage.SERVING_FROM_ALL_PODS,
        turn -> StatusMessages.servingFromAllPods(stable(turn), pods(turn.stableCanary())));
    MESSAGES.put(Stage.ROUTING_TO_NEW_STABLE, turn -> StatusMessages.interrupted(candidate(turn)));
  }

  private ProgressMessages() {}

  /** What happens in the turn's stage. */
  static String of(Turn turn) {
    Hold hold = turn.state().hold();
    if (hold != null && hold.cause() == Result.BAD) {
      return StatusMessages.rollbackWaits(
          candidate(turn), turn.state().exposure().weight(), stable(turn));
    }
    Function<Turn, String> message = MESSAGES.get(turn.stage());
    boolean waits = hold != null && hold.cause() == Result.NO_DATA && turn.verdict().isEmpty();
    return LatePods.withCause(
            turn, message == null ? turn.stage().description() : message.apply(turn))
        + (waits
            ? StatusMessages.waitingForBaseline(Baselines.missing(turn.observed(), turn.policy()))
            : "");
  }

  private static String scaling(Turn turn) {
    return StatusMessages.scaling(
        turn.state().exposure().weight(), candidate(turn), turn.step().weight(), pods(turn));
  }

  private static String running(Turn turn) {
    return StatusMessages.running(
        turn.state().exposure().weight(),
        candidate(turn),
        turn.state().hold() != null,
        turn.stableServes() ? findings(turn) : StatusMessages.noStablePod(stable(turn)));
  }

  private static String rollingOut(Turn turn) {
    if (turn.deployment().filter(users -> users.replicas() == 0).isPresent()) {
      return StatusMessages.rolloutWithoutPods(turn.policy().deployment(), candidate(turn));
    }
    return turn.deployment()
        .flatMap(DeploymentView::deadlineExceeded)
        .map(StatusMessages::rolloutLate)
        .orElseGet(() -> StatusMessages.rollingOut(candidate(turn)));
  }

  private static String shifting(Turn turn) {
    return StatusMessages.shifting(100 - turn.state().exposure().weight(), findings(turn))
        + waiting(turn);
  }

  private static String waiting(Turn turn) {
    return ShiftRules.waitsForPods(turn)
        ? StatusMessages.waitingForAutoscaler(turn.policy().deployment(), pods(turn.deployment()))
        : "";
  }

  private static String findings(Turn turn) {
    return turn.verdict().isEmpty() ? StatusMessages.notAnalyzedYet() : turn.findings();
  }

  private static String pods(Turn turn) {
    return pods(turn.canary());
  }

  private static String pods(Optional<DeploymentView> canary) {
    return canary
        .map(pods -> StatusMessages.pods(pods.available(), pods.replicas()))
        .orElseGet(StatusMessages::noPods);
  }

  private static String candidate(Turn turn) {
    return turn.state().release().version();
  }

  private static String stable(Turn turn) {
    return turn.state().stable().version();
  }
}
