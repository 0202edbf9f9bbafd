package dev.sluice.lifecycle;

import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.spec.ReturnStep;
import dev.sluice.traffic.Exposure;
import dev.sluice.workload.DeploymentView;
import java.util.List;
import java.util.Optional;

/** Requests return from the canary to the Deployment's new pods, which are analyzed. */
public final class ShiftRules {
  /** How often the return is tried; then it waits for a person, with all requests on the canary. */
  static final int TRIES = 3;

  private ShiftRules() {}

  /** Once the pin has reached the proxies: the first return step. */
  static Transition startShift(Turn turn) {
    return turn.elapsed()
        ? failed(turn)
            .orElseGet(() -> waitsForPods(turn) ? Transition.to(turn.state()) : shiftTo(turn, 0))
        : Transition.to(turn.state());
  }

  private static Transition shiftTo(Turn turn, int index) {
    ReleaseState state = turn.state();
    if (!state.exposure().servesRequests()) {
      return Transition.to(
          state.evidence(Assessment.onDeployment(turn)).enter(Stage.DRAINING_CANARY, turn.now()));
    }
    ReturnStep step = turn.policy().returnSteps().get(index);
    Evidence evidence = index == 0 ? Assessment.swap(turn) : state.evidence().atNewWeight(true);
    return Transition.to(
            state
                .progress(state.progress().returnStep(index).exposure(step.exposure()))
                .evidence(evidence)
                .enter(Stage.SHIFTING_TO_STABLE, turn.now()))
        .with(
            Reason.ShiftingToStable,
            EventMessages.shifting(step.percent(), state.release().version()));
  }

  /** Once the return step's gate is passed: the next one, or the canary drains. */
  static Transition shift(Turn turn) {
    Optional<Transition> failed = failed(turn);
    if (failed.isPresent()) {
      return failed.get();
    }
    ReleaseState held = turn.state().hold(turn.holdingCause(), turn.now());
    if (held.hold() != null && turn.deployment().filter(turn::asksForNewer).isPresent()) {
      // The newer template may be the repair of what holds this one.
      return turn.canaryServes() ? PromotionRules.interrupt(turn.in(held)) : Transition.to(held);
    }
    boolean passed =
        turn.returnStep().gate().check(turn.gateContext(turn.elapsed())).isPassed()
            || (turn.isPromotionOrdered() && turn.elapsed());
    if (turn.isStopped() || !passed || waitsForPods(turn)) {
      return Transition.to(held);
    }
    List<ReturnStep> steps = turn.policy().returnSteps();
    int next = turn.state().progress().returnStep() + 1;
    return next < steps.size()
        ? shiftTo(turn, next)
        : Transition.to(turn.state().enter(Stage.DRAINING_CANARY, turn.now()));
  }

  /** Once the canary has drained: it is deleted. */
  static Transition drainCanary(Turn turn) {
    return failed(turn)
        .orElseGet(
            () ->
                Transition.to(
                    turn.elapsed()
                        ? turn.state().enter(Stage.DELETING_CANARY, turn.now())
                        : turn.state()));
  }

  /** The Deployment's new pods fail while the canary can serve: it gets all requests again. */
  private static Optional<Transition> failed(Turn turn) {
    ReleaseState state = turn.state();
    boolean empty = !turn.stableServes();
    boolean unattributed = turn.isEnforced() && turn.found(Result.UNATTRIBUTED);
    boolean fails = turn.found(Result.BAD) || unattributed || empty;
    if (!turn.canaryServes() || !fails || state.stable().selector().onCanary()) {
      return Optional.empty();
    }
    Evidence learned = state.evidence() == null ? null : state.evidence().swapRoles();
    Progress progress = state.progress();
    // Neither says that the version differs from the canary's, so neither uses up a try.
    int failures = progress.failedReturns() + (empty || unattributed ? 0 : 1);
    String cause = empty ? EventMessages.noDeploymentPods() : turn.findings();
    return Optional.of(
        Transition.to(
                state
                    .evidence(learned)
                    .progress(progress.exposure(Exposure.FULL).failedReturns(failures))
                    .enter(Stage.SHIFT_FAILED, turn.now()))
            .with(Reason.ShiftFailed, EventMessages.shiftFailed(cause)));
  }

  /** After a while on the canary, with a complete Deployment: another try, if one is left. */
  static Transition retryShift(Turn turn) {
    DeploymentView deployment = turn.deployment().orElseThrow();
    if (turn.asksForNewer(deployment)) {
      return PromotionRules.interrupt(turn);
    }
    return turn.elapsed()
            && deployment.complete()
            && turn.stableServes()
            && !waitsForPerson(turn)
            && !waitsForPods(turn)
        ? shiftTo(turn, 0)
        : Transition.to(turn.state());
  }

  /**
   * Whether the next return step waits until the Deployment has the pods for it. An autoscaler adds
   * them.
   */
  public static boolean waitsForPods(Turn turn) {
    boolean shifts = turn.stage() == Stage.SHIFTING_TO_STABLE;
    int next = shifts ? turn.state().progress().returnStep() + 1 : 0;
    List<ReturnStep> steps = turn.policy().returnSteps();
    boolean returns =
        shifts || turn.stage() == Stage.REPINNING_STABLE || turn.stage() == Stage.SHIFT_FAILED;
    return returns
        && turn.state().exposure().servesRequests()
        && next < steps.size()
        && !Autoscaling.carries(turn, steps.get(next).percent());
  }

  /** Whether the return failed so often that it is not tried again by itself. */
  public static boolean waitsForPerson(Turn turn) {
    return turn.stage() == Stage.SHIFT_FAILED && turn.state().progress().failedReturns() >= TRIES;
  }

  /** A person wants the return to be tried again, with all tries. */
  static Transition retried(Turn turn) {
    return shiftTo(turn.in(turn.state().progress(turn.state().progress().failedReturns(0))), 0);
  }
}
