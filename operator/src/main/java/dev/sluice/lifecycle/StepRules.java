package dev.sluice.lifecycle;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.spec.GateResult;
import dev.sluice.spec.ReleaseStep;
import dev.sluice.spec.TimeoutAction;
import dev.sluice.traffic.Exposure;
import dev.sluice.workload.DeploymentView;
import java.util.Optional;

/** From a new template to a canary that has passed every step. */
final class StepRules {
  private StepRules() {}

  /** Once the pin has reached the proxies: the canary may be created. */
  static Transition pinStable(Turn turn) {
    DeploymentView deployment = turn.deployment().orElseThrow();
    Optional<Abort> ends = AbortChecks.otherTemplate(turn).or(() -> AbortChecks.bypassed(turn));
    if (ends.isPresent()) {
      return RollbackRules.rollBack(turn, ends.get());
    }
    int first = firstStep(turn).weight();
    ReleaseState prepared = turn.state().replicas(turn.replicasFor(deployment, first));
    if (waitsForRoutes(turn)) {
      return waitForBaseline(turn.in(prepared));
    }
    ReleaseState free = prepared.hold(null, turn.now());
    return Transition.to(turn.elapsed() ? free.enter(Stage.STARTING_CANARY, turn.now()) : free);
  }

  /** While Prometheus does not answer, what it said last is so. */
  private static boolean waitsForRoutes(Turn turn) {
    boolean unknown =
        turn.state().isHeldBy(Result.NO_DATA)
            && Baselines.missingData(turn.observed(), turn.policy()).isPresent();
    return !turn.isPromotionOrdered()
        && (Baselines.areUnrouted(turn.observed(), turn.policy()) || unknown);
  }

  /** The last one, where a person ordered the promotion. */
  private static ReleaseStep firstStep(Turn turn) {
    return turn.isPromotionOrdered() ? turn.policy().lastStep() : turn.policy().steps().get(0);
  }

  /** Once the canary is complete: it is prepared for the first step. */
  static Transition startCanary(Turn turn) {
    Optional<Transition> aborted = RollbackRules.aborted(turn);
    if (aborted.isPresent()) {
      return aborted.get();
    }
    ReleaseStep first = firstStep(turn);
    int replicas = turn.replicasFor(turn.deployment().orElseThrow(), first.weight());
    return Transition.to(
        turn.canaryReady() ? StepPreparation.of(turn, first) : turn.state().replicas(replicas));
  }

  /** Once the canary has the step's pods, and its baseline is known: it gets the exposure. */
  static Transition scaleCanary(Turn turn) {
    Optional<Transition> interrupted = interrupted(turn);
    if (interrupted.isPresent()) {
      return interrupted.get();
    }
    if (skipsToLastStep(turn)) {
      return Transition.to(StepPreparation.of(turn, turn.policy().lastStep()));
    }
    if (!turn.state().progress().step().isIn(turn.policy())) {
      ReleaseStep next = turn.policy().stepAbove(turn.state().exposure().weight());
      return Transition.to(StepPreparation.of(turn, next));
    }
    if (turn.step().exposure().servesRequests() && !baselineKnown(turn)) {
      return waitForBaseline(turn);
    }
    ReleaseState known =
        turn.state().isHeldBy(Result.NO_DATA) || turn.state().isHeldBy(Result.BAD)
            ? turn.state().hold(null, turn.now())
            : turn.state();
    return turn.canaryReady() && !turn.isBypassed() ? enterStep(turn) : Transition.to(known);
  }

  private static Transition waitForBaseline(Turn turn) {
    ReleaseState waiting = turn.state().hold(Result.NO_DATA, turn.now());
    return Holds.timeoutAction(turn.in(waiting)) == TimeoutAction.ROLL_BACK
        ? RollbackRules.rollBack(
            turn,
            new Abort(
                Outcome.RolledBack,
                Reason.NoData,
                EventMessages.noData(Baselines.missing(turn.observed(), turn.policy()))))
        : Transition.to(waiting);
  }

  private static boolean skipsToLastStep(Turn turn) {
    return turn.isPromotionOrdered() && !turn.state().progress().step().isLast(turn.policy());
  }

  private static boolean baselineKnown(Turn turn) {
    return turn.isPromotionOrdered()
        || turn.state().evidence() != null
        || turn.policy().analysis().mode() == Enforcement.OFF
        || Baselines.isKnown(turn.observed(), turn.policy());
  }

  private static Transition enterStep(Turn turn) {
    ReleaseState state = turn.state();
    ReleaseStep step = turn.step();
    Exposure exposure =
        step.exposure().withWeight(Math.max(state.exposure().weight(), step.weight()));
    boolean learns =
        state.evidence() == null
            && exposure.isObservable()
            && turn.policy().analysis().mode() != Enforcement.OFF;
    Transition before = Transition.to(state);
    if (learns) {
      Optional<String> problem = Baselines.problem(turn.observed());
      if (problem.isPresent()) {
        before = before.with(Reason.NoBaseline, problem.get());
      }
    }
    Evidence evidence =
        state.evidence() != null
            ? state.evidence().atNewWeight(exposure.exceeds(state.exposure()))
            : learns ? Assessment.begin(turn) : null;
    return Transition.to(
            state.evidence(evidence).exposure(exposure).enter(Stage.RUNNING_STEP, turn.now()))
        .after(before)
        .with(
            Reason.StepStarted,
            EventMessages.stepStarted(
                position(turn),
                turn.policy().steps().size(),
                step.name(),
                exposure.weight(),
                state.release().version()));
  }

  /** The release ends, or requests leave a side without pods; an end may have to wait for that. */
  private static Optional<Transition> interrupted(Turn turn) {
    Optional<Transition> aborted = RollbackRules.aborted(turn);
    return aborted.isPresent() && !RollbackRules.waits(aborted.get())
        ? aborted
        : EmptyBackendRules.check(turn)
            .or(() -> UnattributedFailureRules.check(turn))
            .or(() -> aborted);
  }

  /** Once the gate is passed: on to the next step, or to the promotion. */
  static Transition runStep(Turn turn) {
    Optional<Transition> interrupted = interrupted(turn);
    if (interrupted.isPresent()) {
      return interrupted.get();
    }
    ReleaseState held = turn.state().hold(Holds.cause(turn), turn.now());
    TimeoutAction action = Holds.timeoutAction(turn.in(held));
    if (action == TimeoutAction.ROLL_BACK) {
      return RollbackRules.rollBack(
          turn,
          new Abort(
              Outcome.RolledBack,
              turn.verdict().map(Verdict::reason).orElse(Reason.Unproven),
              turn.findings()));
    }
    DeploymentView deployment = turn.deployment().orElseThrow();
    ReleaseState same = held.replicas(turn.replicasFor(deployment, held.exposure().weight()));
    GateResult gate = turn.step().gate().check(turn.gateContext(turn.elapsed()));
    if (gate instanceof GateResult.Impassable failed) {
      return RollbackRules.rollBack(
          turn, new Abort(Outcome.RolledBack, failed.reason(), failed.message()));
    }
    boolean stopped = turn.isStopped() || turn.isBypassed();
    if (skipsToLastStep(turn) && !stopped) {
      return Transition.to(StepPreparation.of(turn.in(held), turn.policy().lastStep()));
    }
    boolean ordered = action == TimeoutAction.ADVANCE || turn.isPromotionOrdered();
    boolean passed = gate.isPassed() || (ordered && turn.elapsed());
    if (stopped || !passed) {
      return Transition.to(same);
    }
    Transition after = passed(turn);
    return turn.verdict()
        .map(
            verdict ->
                after.after(
                    Transition.to(turn.state())
                        .with(
                            Reason.StepPassed,
                            EventMessages.stepPassed(
                                position(turn),
                                turn.policy().steps().size(),
                                turn.step().name(),
                                verdict.message()))))
        .orElse(after);
  }

  private static Transition passed(Turn turn) {
    ReleaseState state = turn.state();
    boolean complete = state.exposure().isComplete();
    if (complete && state.progress().step().isLast(turn.policy())) {
      return Transition.to(PromotionRules.begin(turn))
          .with(
              Reason.Promoting,
              EventMessages.promoting(state.release().version(), turn.isPromotionOrdered()));
    }
    return Transition.to(
        StepPreparation.of(
            turn, state.progress().step().next(turn.policy(), state.exposure().weight())));
  }

  private static int position(Turn turn) {
    return turn.state().progress().step().positionIn(turn.policy()) + 1;
  }
}
