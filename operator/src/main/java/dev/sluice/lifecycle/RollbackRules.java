package dev.sluice.lifecycle;

import dev.sluice.analysis.Verdict.Result;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.traffic.Exposure;
import java.util.Optional;

/** Requests return to the stable pods, and a release ends. */
final class RollbackRules {
  private RollbackRules() {}

  /** The release ends, if one of the checks of a step says so. */
  static Optional<Transition> aborted(Turn turn) {
    return AbortChecks.first(turn).map(abort -> rollBack(turn, abort));
  }

  /**
   * The canary loses its exposure in this turn. Requests stay where they are as long as only the
   * canary has a ready pod, unless the user wants the Deployment to have none; with all requests on
   * the canary, an autoscaler may have removed its idle pods.
   */
  static Transition rollBack(Turn turn, Abort abort) {
    ReleaseState state = turn.state();
    boolean onlyCanaryServes = turn.canaryServes() && !turn.stableServes();
    if (state.exposure().servesRequests() && onlyCanaryServes && !AbortChecks.wantsNoPods(turn)) {
      return Transition.to(state.hold(Result.BAD, turn.now()));
    }
    // A weight of 0 that was recorded may not have been written, or not be known everywhere.
    boolean served = state.exposure().servesRequests() || turn.stage().goesBack();
    return end(turn, abort, served ? Stage.ROLLING_BACK : Stage.STOPPING_CANARY);
  }

  /** Whether the release has to end, but only the canary can serve its requests. */
  static boolean waits(Transition aborted) {
    return aborted.state().release().isEndingAs(Outcome.InProgress);
  }

  /** The canary has no exposure any more, and the release ends as {@code abort} says. */
  static Transition end(Turn turn, Abort abort, Stage next) {
    Release ending =
        turn.state().release().endingAs(abort.outcome(), abort.reason(), abort.message());
    Transition after =
        Transition.to(turn.state().release(ending).exposure(Exposure.NONE).enter(next, turn.now()));
    return abort.outcome() == Outcome.RolledBack
        ? after.with(
            Reason.RollingBack, EventMessages.rollingBack(abort.reason().name(), abort.message()))
        : after.with(Reason.valueOf(abort.outcome().name()), abort.message());
  }

  /** Once the canary's endpoints are gone: a newer template is released, or the pin is removed. */
  static Transition completeRollback(Turn turn) {
    ReleaseState state = turn.state();
    if (!turn.elapsed()) {
      return Transition.to(state);
    }
    if (state.release().isEndingAs(Outcome.Superseded)) {
      Transition finished = finish(turn);
      return RestRules.startRelease(turn.in(finished.state())).after(finished);
    }
    if (state.stable().selector().onCanary()) {
      Transition finished = finish(turn);
      return Transition.to(finished.state().enter(Stage.IDLE, turn.now())).after(finished);
    }
    return Transition.to(state.enter(Stage.UNPINNING_STABLE, turn.now()));
  }

  /** Once the removal of the pin has reached the proxies: the release is over. */
  static Transition completeRelease(Turn turn) {
    if (!turn.elapsed()) {
      return Transition.to(turn.state());
    }
    Transition finished = finish(turn);
    return Transition.to(finished.state().enter(Stage.IDLE, turn.now())).after(finished);
  }

  /** Ends the release as it was going to end: promoted, where nothing else was decided. */
  static Transition finish(Turn turn) {
    ReleaseState state = turn.state();
    if (!state.isReleasing()) {
      return Transition.to(state);
    }
    Release ended = state.release();
    if (ended.isEndingAs(Outcome.InProgress)) {
      ended =
          ended.endingAs(
              Outcome.Promoted,
              Reason.Promoted,
              EventMessages.promoted(ended.version(), turn.isPromotionOrdered()));
    }
    Transition after = Transition.to(state.release(ended).finished(turn.now()));
    if (ended.isEndingAs(Outcome.RolledBack)) {
      return after.with(
          Reason.RolledBack,
          EventMessages.rolledBack(ended.version(), state.stable().version(), ended.message()));
    }
    return ended.isEndingAs(Outcome.Promoted)
        ? after.with(Reason.Promoted, ended.message())
        : after;
  }
}
