package dev.sluice.lifecycle;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import java.util.Optional;

/**
 * The actions that people order by annotations. Each is done once or rejected once; the value of
 * its annotation is then spent. A value that means another revision hits nothing.
 */
final class ActionRules {
  private ActionRules() {}

  /** Takes the actions that are not spent yet; the stage's own rule carries them out. */
  static Transition take(Turn turn) {
    Transition after = Transition.to(turn.state());
    for (ActionRequest request : turn.observed().self().actions()) {
      if (isMeant(request, after.state()) && !after.state().interventions().isSpent(request)) {
        after = take(turn.in(after.state()), request).after(after);
      }
    }
    return after;
  }

  private static boolean isMeant(ActionRequest request, ReleaseState state) {
    long current = state.release() == null ? state.revision() : state.release().revision();
    return request.revision() == 0 || request.revision() == current;
  }

  private static Transition take(Turn turn, ActionRequest request) {
    ReleaseState spent = turn.state().interventions(turn.state().interventions().spent(request));
    String action = request.action().text();
    Optional<String> problem = problem(turn, request);
    if (problem.isPresent()) {
      return Transition.to(spent)
          .with(Reason.ActionRejected, EventMessages.actionRejected(action, problem.get()));
    }
    Release release = spent.release();
    return Transition.to(
            spent.release(release.with(new ActionRecord(action, request.by(), turn.now()))))
        .with(
            Reason.ActionAccepted,
            EventMessages.promoteAccepted(release.version(), release.revision(), request.by()));
  }

  /** Why the action does not fit the release. */
  private static Optional<String> problem(Turn turn, ActionRequest request) {
    Release release = turn.state().release();
    if (request.revision() == 0) {
      return Optional.of(EventMessages.notARevision());
    }
    if (release == null) {
      return Optional.of(EventMessages.noRelease());
    }
    if (!release.isEndingAs(Outcome.InProgress)) {
      return Optional.of(EventMessages.hasEnded(release.version(), release.outcome().name()));
    }
    if (turn.observed().self().deleting()) {
      return Optional.of(EventMessages.deleted());
    }
    return turn.stage().in(Section.STEPS)
        ? Optional.empty()
        : Optional.of(EventMessages.pastSteps(release.version()));
  }
}
