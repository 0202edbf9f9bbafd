package dev.sluice.lifecycle;

import dev.sluice.analysis.Verdict.Result;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.messages.ActionMessages;
import dev.sluice.messages.BypassMessages;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.workload.DeploymentView;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The checks of a release before its promotion, the most urgent first. */
final class AbortChecks {
  private static final List<Function<Turn, Optional<Abort>>> CHECKS =
      List.of(
          AbortChecks::deleted, // Sluice leaves.
          AbortChecks::harm, // Requests suffer now.
          AbortChecks::ordered, // A person has seen enough.
          AbortChecks::bypassed, // Requests can reach it by another path.
          AbortChecks::scaledToZero, // The user wants no pods.
          AbortChecks::canaryDeleted, // There is nothing to release any more.
          AbortChecks::canaryNotReady, // The version does not come up.
          AbortChecks::otherTemplate); // The user wants something else.

  private AbortChecks() {}

  static Optional<Abort> first(Turn turn) {
    for (Function<Turn, Optional<Abort>> check : CHECKS) {
      Optional<Abort> abort = check.apply(turn);
      if (abort.isPresent()) {
        return abort;
      }
    }
    return Optional.empty();
  }

  private static Optional<Abort> deleted(Turn turn) {
    return turn.observed().self().deleting() ? Optional.of(Abort.deleted()) : Optional.empty();
  }

  private static Optional<Abort> harm(Turn turn) {
    return turn.verdict()
        .filter(verdict -> verdict.result() == Result.BAD)
        .map(verdict -> new Abort(Outcome.RolledBack, verdict.reason(), verdict.message()));
  }

  /** Once there is a canary Deployment, which is the record of what was rejected. */
  private static Optional<Abort> ordered(Turn turn) {
    return turn.state()
        .release()
        .rollbackOrder()
        .filter(order -> turn.canary().isPresent())
        .map(
            order ->
                new Abort(
                    Outcome.RolledBack,
                    Reason.RolledBackByAction,
                    ActionMessages.rolledBack(order.by())));
  }

  /** Before a step has passed; afterwards the release is held, with the exposure that it has. */
  static Optional<Abort> bypassed(Turn turn) {
    StepInForce step = turn.state().progress().step();
    boolean first =
        step == null
            || turn.stage() == Stage.PINNING_STABLE
            || turn.stage() == Stage.STARTING_CANARY
            || (turn.stage() == Stage.SCALING_CANARY && !turn.state().exposure().servesRequests())
            || step.positionIn(turn.policy()) == 0;
    return turn.isBypassed() && first
        ? Optional.of(
            new Abort(
                Outcome.Withdrawn,
                Reason.BypassRoute,
                BypassMessages.withdrawn(
                    turn.state().release().version(), turn.bypasses().get(0).toString())))
        : Optional.empty();
  }

  private static Optional<Abort> scaledToZero(Turn turn) {
    return turn.deployment()
        .filter(deployment -> wantsNoPods(turn))
        .map(
            deployment ->
                new Abort(
                    Outcome.Withdrawn,
                    Reason.ScaledToZero,
                    EventMessages.scaledToZero(deployment.name())));
  }

  /**
   * Whether the user wants the Deployment to have no pods. An autoscaler's 0 does not say so. Nor
   * does 0 in the last step, with all requests on the canary: idle pods may have been removed.
   */
  static boolean wantsNoPods(Turn turn) {
    boolean last =
        turn.state().exposure().isComplete()
            && (!turn.stage().in(Section.STEPS) || turn.step().exposure().isComplete());
    return !last && !Autoscaling.wantsPods(turn);
  }

  private static Optional<Abort> canaryDeleted(Turn turn) {
    return turn.canary().isEmpty() && turn.stage() != Stage.STARTING_CANARY
        ? Optional.of(
            new Abort(Outcome.Superseded, Reason.CanaryDeleted, EventMessages.canaryDeleted()))
        : Optional.empty();
  }

  /** With requests on it, a canary that cannot grow holds the release: some pods do serve. */
  private static Optional<Abort> canaryNotReady(Turn turn) {
    return turn.canary()
        .flatMap(DeploymentView::deadlineExceeded)
        .filter(late -> !turn.state().exposure().servesRequests())
        .map(
            late ->
                new Abort(
                    Outcome.RolledBack, Reason.CanaryNotReady, LatePods.withCause(turn, late)));
  }

  /** Before the canary exists, its version and images are all that is known of the template. */
  static Optional<Abort> otherTemplate(Turn turn) {
    DeploymentView deployment = turn.deployment().orElseThrow();
    boolean same =
        turn.canary().isPresent()
            ? !turn.asksForNewer(deployment)
            : turn.state().release().isOf(deployment) && !turn.asksForStable(deployment);
    if (same) {
      return Optional.empty();
    }
    return Optional.of(
        turn.asksForStable(deployment) ? Abort.withdrawn() : Abort.superseded(deployment));
  }
}
