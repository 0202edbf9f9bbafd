package dev.sluice.status;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.lifecycle.FailedDecisionRules;
import dev.sluice.lifecycle.Hold;
import dev.sluice.lifecycle.Holds;
import dev.sluice.lifecycle.RemovalRules;
import dev.sluice.lifecycle.ShiftRules;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.lifecycle.Turn;
import dev.sluice.workload.DeploymentView;
import java.time.Duration;

/** The phase of a turn, and whether it is stalled. */
final class Phases {
  /** A hold that is shorter is not shown: every step starts without requests. */
  static final Duration GRACE = Duration.ofSeconds(20);

  /** How long a return step may wait for pods that an autoscaler is to add. */
  private static final Duration PODS_LIMIT = Duration.ofMinutes(10);

  private Phases() {}

  static Phase of(Turn turn) {
    Stage stage = turn.stage();
    boolean advances = stage == Stage.PENDING || stage == Stage.IDLE || stage.in(Section.STEPS);
    if (turn.observed().self().deleting() || stage.in(Section.REMOVAL)) {
      return Phase.Terminating;
    }
    if (turn.observed().isUnmanaged()) {
      return Phase.Paused;
    }
    boolean exposes = turn.isBypassed() && stage.in(Section.STEPS);
    if ((!turn.violations().isEmpty() && advances) || exposes) {
      return Phase.Blocked;
    }
    return switch (stage.section()) {
      case STEPS -> step(turn);
      case REST -> rest(turn);
      case UNPINNING ->
          turn.state().release().isEndingAs(Outcome.InProgress) ? Phase.Promoting : stage.phase();
      default -> stage.phase();
    };
  }

  private static Phase step(Turn turn) {
    if (turn.isPaused()) {
      return Phase.Paused;
    }
    Hold hold = turn.state().hold();
    boolean held = hold != null && !turn.now().isBefore(hold.since().plus(GRACE));
    return held ? Phase.Held : turn.stage().phase();
  }

  private static Phase rest(Turn turn) {
    if (turn.stage().phase() == Phase.Pending) {
      return Phase.Pending;
    }
    if (turn.deployment().filter(turn::asksForRejected).isPresent()) {
      return Phase.RolledBack;
    }
    boolean newTemplate = turn.deployment().filter(DeploymentView::paused).isPresent();
    if (newTemplate
        && turn.isBypassed()
        && turn.deployment().filter(turn::asksForStable).isEmpty()) {
      return Phase.Blocked;
    }
    if (newTemplate && turn.policy().paused()) {
      return Phase.Paused;
    }
    if (newTemplate && !turn.runsOneVersion()) {
      return Phase.Pending;
    }
    boolean delayed =
        turn.startDelay().isPresent()
            && turn.deployment().filter(users -> !turn.asksForStable(users)).isPresent();
    return newTemplate && delayed ? Phase.Waiting : turn.stage().phase();
  }

  /** Whether a person is needed, or the release is held for longer than its policy says. */
  static boolean isStalled(Turn turn, Phase phase) {
    if (turn.observed().isUnmanaged()) {
      return false;
    }
    return switch (phase) {
      case RolledBack, Blocked -> true;
      case Terminating ->
          turn.isLate()
              || turn.stage() == Stage.SHIFT_FAILED
              || RemovalRules.waitsForOthers(turn)
              || waitsForAutoscaler(turn)
              || (turn.stage().in(Section.REST) && RemovalRules.waitsForPods(turn))
              || (turn.state().isReleasing() && Holds.isOverdue(turn));
      case Held ->
          turn.isLate() || Holds.isOverdue(turn) || FailedDecisionRules.waitsForPerson(turn);
      case Paused -> false;
      default ->
          turn.isLate()
              || turn.stage() == Stage.SHIFT_FAILED
              || (turn.stage().in(Section.PROMOTION) && Holds.isOverdue(turn))
              || (turn.stage() == Stage.ROLLING_OUT && isStuck(turn))
              || waitsForAutoscaler(turn);
    };
  }

  private static boolean waitsForAutoscaler(Turn turn) {
    return ShiftRules.waitsForPods(turn) && turn.appliedFor(PODS_LIMIT);
  }

  /** Whether the roll-out does not end by itself. */
  private static boolean isStuck(Turn turn) {
    return turn.deployment()
        .filter(users -> users.replicas() == 0 || users.deadlineExceeded().isPresent())
        .isPresent();
  }
}
