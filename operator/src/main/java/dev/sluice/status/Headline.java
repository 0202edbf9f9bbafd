package dev.sluice.status;

import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.common.ObjectKey;
import dev.sluice.lifecycle.Bypasses;
import dev.sluice.lifecycle.LatePods;
import dev.sluice.lifecycle.Release;
import dev.sluice.lifecycle.RemovalRules;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.lifecycle.TemplateFlapping;
import dev.sluice.lifecycle.Turn;
import dev.sluice.messages.StatusMessages;
import dev.sluice.spec.Violation;
import dev.sluice.workload.DeploymentView;
import java.util.List;

/** {@code status.message}: one sentence that says what is so and what it waits for. */
final class Headline {
  private Headline() {}

  static String of(Turn turn, Phase phase) {
    if (turn.observed().isUnmanaged()) {
      return StatusMessages.unmanaged(turn.policy().deployment());
    }
    if (!turn.violations().isEmpty()) {
      return violations(turn);
    }
    if (phase == Phase.Blocked) {
      return Bypasses.describe(turn.bypasses(), false);
    }
    String problem = turn.observed().writeProblem();
    if (problem.isEmpty()) {
      return progress(turn, phase);
    }
    // Only adoption waits for every write; the condition has the answer of the API server.
    return turn.stage().in(Section.ADOPTION)
        ? StatusMessages.writeRejected(problem)
        : progress(turn, phase) + StatusMessages.seeProgrammed();
  }

  /** What stands in the way. */
  static String violations(Turn turn) {
    return String.join("; ", turn.violations().stream().map(Violation::toString).toList());
  }

  private static String progress(Turn turn, Phase phase) {
    return switch (phase) {
      case Pending -> pending(turn);
      case Stable -> StatusMessages.stable(turn.state().stable().version());
      case Waiting -> TemplateFlapping.message(turn, turn.startDelay().orElseThrow());
      case Paused -> paused(turn);
      case RolledBack -> rolledBack(turn);
      case RollingBack ->
          StatusMessages.rollingBack(
              turn.state().release().version(), turn.state().release().message());
      case Terminating -> terminating(turn);
      case Recovering -> StatusMessages.recovering();
      default -> ProgressMessages.of(turn);
    };
  }

  private static String pending(Turn turn) {
    String deployment = turn.policy().deployment();
    if (turn.stage() == Stage.IDLE) {
      return StatusMessages.waitingForPods(deployment);
    }
    if (turn.stage() == Stage.RESUMING_ROLLOUT) {
      return StatusMessages.resumingRollout(deployment);
    }
    if (turn.stage().in(Section.REST)) {
      return StatusMessages.rolloutInterrupted(deployment, turn.state().stable().version());
    }
    if (turn.stage() != Stage.PENDING) {
      return StatusMessages.adopting(deployment);
    }
    return turn.deployment()
        .map(
            there ->
                LatePods.withCause(
                    turn,
                    StatusMessages.waitingForAvailability(
                        deployment, there.available(), there.replicas())))
        .orElseGet(() -> StatusMessages.waitingForDeployment(deployment));
  }

  private static String paused(Turn turn) {
    return turn.state().isReleasing()
        ? StatusMessages.paused(turn.state().exposure().weight(), turn.state().release().version())
        : StatusMessages.pendingWhilePaused(turn.state().stable().version());
  }

  private static String rolledBack(Turn turn) {
    Release release = turn.state().release();
    return StatusMessages.rolledBack(
        release.version(), release.message(), turn.state().stable().version());
  }

  private static String terminating(Turn turn) {
    String deployment = turn.policy().deployment();
    if (RemovalRules.waitsForOthers(turn)) {
      List<String> users =
          turn.observed().surroundings().subsetUsers().routes().stream()
              .map(ObjectKey::qualified)
              .toList();
      return StatusMessages.subsetsInUse(turn.policy().service(), users);
    }
    if (turn.stage().in(Section.REST) && RemovalRules.waitsForPods(turn)) {
      return StatusMessages.removalWaitsForPods(deployment, turn.state().stable().version());
    }
    if (turn.state().isReleasing()) {
      return StatusMessages.removingAfterRelease(deployment, ProgressMessages.of(turn));
    }
    boolean staysPaused =
        turn.stage().in(Section.REMOVAL)
            && turn.deployment().filter(DeploymentView::paused).isPresent();
    return staysPaused
        ? StatusMessages.removingPaused(deployment)
        : StatusMessages.removing(deployment);
  }
}
