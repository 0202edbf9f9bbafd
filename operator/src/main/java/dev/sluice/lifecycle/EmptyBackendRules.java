package dev.sluice.lifecycle;

import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.spec.ReleaseStep;
import dev.sluice.traffic.Exposure;
import dev.sluice.workload.DeploymentView;
import java.util.Optional;

/**
 * In a step, the side that receives requests has no ready endpoint any more. Requests go to the
 * other side until it has all of its pods again, and then the step continues at its weight. Nothing
 * of that time is learned.
 */
final class EmptyBackendRules {
  /** How often the canary may lose its pods in one release; the next time ends it. */
  private static final int OUTAGES = 2;

  private EmptyBackendRules() {}

  /** What a step does about a side without endpoints; empty where there is nothing to do. */
  static Optional<Transition> check(Turn turn) {
    if (!turn.state().exposure().servesRequests()) {
      return Optional.empty();
    }
    return turn.canaryServes() ? stableEmpty(turn) : canaryEmpty(turn);
  }

  /** The weight is 0 in this turn. With both sides empty the route stays. */
  private static Optional<Transition> canaryEmpty(Turn turn) {
    if (!turn.stableServes()) {
      return Optional.empty();
    }
    ReleaseState state = turn.state();
    int outages = state.progress().canaryOutages() + 1;
    if (outages > OUTAGES) {
      return Optional.of(end(turn));
    }
    return Optional.of(
        Transition.to(
                state
                    .progress(inForce(turn).canaryOutages(outages).exposure(Exposure.NONE))
                    .hold(null, turn.now())
                    .enter(Stage.CANARY_UNAVAILABLE, turn.now()))
            .with(
                Reason.CanaryUnavailable,
                EventMessages.canaryLostPods(
                    state.exposure().weight(), state.release().version())));
  }

  private static Transition end(Turn turn) {
    return RollbackRules.rollBack(
        turn,
        new Abort(
            Outcome.RolledBack,
            Reason.CanaryUnavailable,
            LatePods.withCause(turn, EventMessages.canaryUnavailable())));
  }

  /** Once the canary has all pods again: the step's weight. Too late, the release ends. */
  static Transition restoreCanary(Turn turn) {
    Optional<Transition> aborted = RollbackRules.aborted(turn);
    if (aborted.isPresent()) {
      return aborted.get();
    }
    if (turn.canaryReady()) {
      return restored(turn, EventMessages.podsReady());
    }
    return turn.isLate() ? end(turn) : Transition.to(turn.state());
  }

  /** The canary receives what its pods can carry: at most two shares for each of them. */
  private static Optional<Transition> stableEmpty(Turn turn) {
    boolean harmful = turn.found(Result.SUSPECT) || turn.found(Result.BAD);
    if (turn.stableServes()
        || turn.state().exposure().isComplete()
        || !Autoscaling.wantsPods(turn)
        || (harmful && !turn.isPromotionOrdered())) {
      return Optional.empty();
    }
    if (turn.isPromotionOrdered()) {
      return carriedOnOrder(turn);
    }
    ReleaseState state = turn.state().progress(inForce(turn));
    ReleaseState shifted = carried(turn.in(state)).hold(null, turn.now());
    return Optional.of(
        Transition.to(shifted.enter(Stage.STABLE_UNAVAILABLE, turn.now()))
            .with(
                Reason.StableUnavailable,
                EventMessages.stableUnavailable(
                    state.stable().version(),
                    shifted.exposure().weight(),
                    state.release().version())));
  }

  /** On its way to 100% by an order of a person, the canary gets what it can carry already. */
  private static Optional<Transition> carriedOnOrder(Turn turn) {
    ReleaseState shifted = carried(turn);
    int weight = shifted.exposure().weight();
    return weight == turn.state().exposure().weight() || turn.stage() != Stage.SCALING_CANARY
        ? Optional.empty()
        : Optional.of(
            Transition.to(shifted)
                .with(
                    Reason.StableUnavailable,
                    EventMessages.stableUnavailable(
                        turn.state().stable().version(),
                        weight,
                        turn.state().release().version())));
  }

  private static ReleaseState carried(Turn turn) {
    ReleaseState state = turn.state();
    DeploymentView deployment = turn.deployment().orElseThrow();
    int ready = turn.observed().workloads().endpoints().ofCanary(state.release().revision());
    Exposure exposure = state.exposure();
    int wanted = deployment.replicas() > 0 ? deployment.replicas() : countBefore(turn);
    int share = 100 * Math.min(wanted, 2 * ready) / Math.max(1, wanted);
    return state
        .exposure(exposure.withWeight(Math.max(exposure.weight(), share)))
        .replicas(turn.replicasFor(deployment, Exposure.FULL.weight()));
  }

  /** An autoscaler took the last pod. The canary has had its share of the pods, or more. */
  private static int countBefore(Turn turn) {
    int canary = turn.canary().map(DeploymentView::replicas).orElse(0);
    int weight = Math.max(1, turn.step().weight());
    return (100 * canary + weight - 1) / weight;
  }

  /** Once every stable pod is ready again: the step's weight. */
  static Transition restoreStable(Turn turn) {
    Optional<Transition> aborted = RollbackRules.aborted(turn);
    if (aborted.isPresent() && !RollbackRules.waits(aborted.get())) {
      return aborted.get();
    }
    ReleaseState free =
        turn.state().isHeldBy(Result.BAD) ? turn.state().hold(null, turn.now()) : turn.state();
    return restoreStableOf(turn.in(aborted.map(Transition::state).orElse(free)));
  }

  private static Transition restoreStableOf(Turn turn) {
    if (turn.isPromotionOrdered()) {
      return Transition.to(StepPreparation.of(turn, turn.policy().lastStep()));
    }
    if (!turn.canaryServes()) {
      return canaryEmpty(turn).orElseGet(() -> Transition.to(turn.state()));
    }
    if (!turn.stableComplete()) {
      boolean again = turn.state().position().isApplied();
      ReleaseState carried = carried(turn);
      return Transition.to(again ? carried.enter(Stage.STABLE_UNAVAILABLE, turn.now()) : carried);
    }
    return turn.elapsed() ? restored(turn, EventMessages.podsReady()) : Transition.to(turn.state());
  }

  /**
   * The step continues at its weight.
   *
   * @param cause why, a clause
   */
  static Transition restored(Turn turn, String cause) {
    ReleaseState state = turn.state();
    ReleaseStep step = turn.step();
    Evidence evidence = Assessment.skippingTo(turn.now(), state.evidence(), turn.observed());
    return Transition.to(
            state
                .evidence(evidence)
                .exposure(step.exposure())
                .enter(Stage.RUNNING_STEP, turn.now()))
        .with(
            Reason.StepResumed,
            EventMessages.stepResumed(cause, step.weight(), state.release().version()));
  }

  /** The step whose weight is in force: not the one that the canary is scaled for. */
  static Progress inForce(Turn turn) {
    Progress progress = turn.state().progress();
    int weight = turn.state().exposure().weight();
    if (turn.stage() != Stage.SCALING_CANARY || progress.step().weight() <= weight) {
      return progress;
    }
    ReleaseStep before = turn.policy().stepBelow(progress.step().weight());
    return progress.step(StepInForce.of(before, turn.policy()));
  }
}
