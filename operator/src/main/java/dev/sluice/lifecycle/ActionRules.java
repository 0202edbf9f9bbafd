package dev.sluice.lifecycle;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.messages.ActionMessages;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.PodTemplates;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The actions that people order by annotations. Each is done once or rejected once; the value of
 * its annotation is then spent, until the annotation is removed. A value that means another
 * revision hits nothing.
 */
final class ActionRules {
  private ActionRules() {}

  /** Takes the actions that are not spent yet; the stage's own rule carries them out. */
  static Transition take(Turn turn) {
    ReleaseState state = turn.state();
    Transition after =
        Transition.to(
            state.interventions(
                state.interventions().forgettingRemoved(turn.observed().self().actions())));
    for (ActionRequest request : turn.observed().self().actions()) {
      if (isMeant(request, after.state()) && !after.state().interventions().isSpent(request)) {
        after = take(turn.in(after.state()), request).after(after);
      }
    }
    return after;
  }

  private static boolean isMeant(ActionRequest request, ReleaseState state) {
    long current = state.isReleasing() ? state.release().revision() : state.revision();
    return request.revision() == 0 || request.revision() == current;
  }

  private static Transition take(Turn turn, ActionRequest request) {
    Turn asked = turn.in(turn.state().interventions(turn.state().interventions().spent(request)));
    if (request.revision() == 0) {
      return rejected(asked, request, ActionMessages.notARevision());
    }
    if (turn.observed().self().deleting()) {
      return rejected(asked, request, EventMessages.deleted());
    }
    return switch (request.action()) {
      case PROMOTE -> promote(asked, request);
      case ROLLBACK -> rollBack(asked, request);
      case RETRY -> retry(asked, request);
    };
  }

  private static Transition rejected(Turn turn, ActionRequest request, String cause) {
    return Transition.to(turn.state())
        .with(Reason.ActionRejected, ActionMessages.rejected(request.action().text(), cause));
  }

  private static Transition accepted(ReleaseState state, ActionRequest request, String effect) {
    return Transition.to(state)
        .with(
            Reason.ActionAccepted,
            ActionMessages.accepted(
                request.action().text(), request.revision(), request.by(), effect));
  }

  /** The release remembers the order; the rules of its stages follow it. */
  private static Transition ordered(Turn turn, ActionRequest request, String effect) {
    return accepted(recorded(turn, request), request, effect);
  }

  private static ReleaseState recorded(Turn turn, ActionRequest request) {
    return turn.state()
        .release(
            turn.state()
                .release()
                .with(new ActionRecord(request.action().text(), request.by(), turn.now())));
  }

  private static Transition promote(Turn turn, ActionRequest request) {
    if (turn.stage() == Stage.ROLLOUT_INTERRUPTED) {
      return accepted(
          turn.state().enter(Stage.RESUMING_ROLLOUT, turn.now()),
          request,
          ActionMessages.rolloutContinues(turn.policy().deployment()));
    }
    return ended(turn)
        .or(() -> promoteProblem(turn))
        .map(cause -> rejected(turn, request, cause))
        .orElseGet(
            () ->
                ordered(turn, request, ActionMessages.promotes(turn.state().release().version())));
  }

  /** In a return, it ends what holds it. */
  private static Optional<String> promoteProblem(Turn turn) {
    if (turn.stage() == Stage.SHIFT_FAILED) {
      return Optional.of(ActionMessages.returnFailed(turn.state().release().version()));
    }
    return turn.stage() == Stage.SHIFTING_TO_STABLE
        ? Optional.empty()
        : pastSteps(turn, ActionMessages::pastSteps);
  }

  /** Before the stable pods may go; afterwards a rollback is a release of the older version. */
  private static Transition rollBack(Turn turn, ActionRequest request) {
    return ended(turn)
        .or(() -> pastSteps(turn, ActionMessages::pastRollback))
        .map(cause -> rejected(turn, request, cause))
        .orElseGet(
            () ->
                ordered(
                    turn,
                    request,
                    ActionMessages.rollsBack(
                        turn.state().release().version(), turn.state().stable().version())));
  }

  private static Transition retry(Turn turn, ActionRequest request) {
    if (turn.stage() == Stage.DECISION_FAILED) {
      return accepted(
          FailedDecisionRules.retried(recorded(turn, request)),
          request,
          ActionMessages.stepContinues(turn.state().release().version()));
    }
    if (turn.stage() == Stage.SHIFT_FAILED) {
      return retryReturn(turn, request);
    }
    Optional<String> problem =
        turn.state().isReleasing()
            ? Optional.of(ActionMessages.inProgress(turn.state().release().version()))
            : retryProblem(turn);
    if (problem.isPresent()) {
      return rejected(turn, request, problem.get());
    }
    DeploymentView deployment = turn.deployment().orElseThrow();
    Transition started = RestRules.begin(turn);
    Turn begun = turn.in(started.state());
    return Transition.to(recorded(begun, request))
        .after(started)
        .after(
            accepted(
                turn.state(),
                request,
                ActionMessages.releasesAgain(PodTemplates.version(deployment.template()))));
  }

  private static Transition retryReturn(Turn turn, ActionRequest request) {
    String deployment = turn.policy().deployment();
    return !turn.stableComplete()
        ? rejected(turn, request, ActionMessages.notComplete(deployment))
        : ShiftRules.retried(turn.in(recorded(turn, request)))
            .after(accepted(turn.state(), request, ActionMessages.returnsAgain(deployment)));
  }

  /** Why there is nothing to release, or nothing that may be released. */
  private static Optional<String> retryProblem(Turn turn) {
    Optional<DeploymentView> waiting =
        turn.deployment()
            .filter(DeploymentView::paused)
            .filter(users -> turn.stage() == Stage.IDLE && !turn.asksForStable(users));
    if (waiting.isEmpty()) {
      return Optional.of(ActionMessages.nothingWaits());
    }
    if (turn.isBypassed() || !turn.violations().isEmpty()) {
      return Optional.of(ActionMessages.blocked());
    }
    if (turn.isStopped()) {
      return Optional.of(ActionMessages.paused());
    }
    return turn.runsOneVersion() ? Optional.empty() : Optional.of(ActionMessages.noOneVersion());
  }

  private static Optional<String> ended(Turn turn) {
    Release release = turn.state().release();
    if (release == null) {
      return Optional.of(ActionMessages.noRelease());
    }
    return release.isEndingAs(Outcome.InProgress)
        ? Optional.empty()
        : Optional.of(ActionMessages.hasEnded(release.version(), release.outcome().name()));
  }

  private static Optional<String> pastSteps(Turn turn, UnaryOperator<String> cause) {
    return turn.stage().in(Section.STEPS)
        ? Optional.empty()
        : Optional.of(cause.apply(turn.state().release().version()));
  }
}
