package dev.sluice.lifecycle;

import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.UnattributedFailures;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.traffic.Exposure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * In a step, many requests fail before the callers' proxies have chosen a pod: the metrics name no
 * version for them. Requests leave the canary, and what happens then tells whether it was the
 * cause. Nothing of that time is compared.
 */
final class UnattributedFailureRules {
  /** Intervals of the sampling grid that are watched. */
  private static final int WATCHED = 2;

  private UnattributedFailureRules() {}

  /** What a step does about such failures; empty where there is nothing to do. */
  static Optional<Transition> check(Turn turn) {
    ReleaseState state = turn.state();
    boolean mayMove = state.exposure().isComplete() ? turn.stableComplete() : turn.stableServes();
    if (!turn.found(Result.UNATTRIBUTED)
        || !state.exposure().servesRequests()
        || !turn.isEnforced()
        || turn.isPromotionOrdered()
        || !mayMove) {
      return Optional.empty();
    }
    Progress inForce = EmptyBackendRules.inForce(turn);
    return Optional.of(
        Transition.to(
                state
                    .progress(inForce.exposure(Exposure.NONE))
                    .hold(null, turn.now())
                    .enter(Stage.WATCHING_FAILURES, turn.now()))
            .with(
                Reason.UnattributedFailures,
                EventMessages.unattributedFailures(
                    turn.findings(), state.exposure().weight(), state.release().version())));
  }

  /** Once two intervals without the canary are known: the release ends, or the step continues. */
  static Transition watch(Turn turn) {
    Optional<Transition> aborted = RollbackRules.aborted(turn);
    if (aborted.isPresent()) {
      return aborted.get();
    }
    ReleaseState state = turn.state();
    if (!isKnown(state) || turn.isPromotionOrdered() || !turn.isEnforced()) {
      return turn.canaryReady()
          ? EmptyBackendRules.restored(turn, EventMessages.notWatched())
          : Transition.to(state);
    }
    UnattributedFailures with = state.evidence().unattributed();
    List<Sample> watched = watched(turn);
    UnattributedFailures without = with.in(watched);
    if (watched.size() < WATCHED || without.requests() < with.requests()) {
      return Transition.to(state);
    }
    String shares = EventMessages.failuresWatched(with.share(), with.flags(), without.share());
    if (with.areGone(without)) {
      return RollbackRules.rollBack(
          turn, new Abort(Outcome.RolledBack, Reason.UnattributedFailures, shares));
    }
    if (!turn.canaryReady()) {
      return Transition.to(state);
    }
    Evidence evidence = state.evidence().unattributed(with.after(without));
    return EmptyBackendRules.restored(turn.in(state.evidence(evidence)), shares);
  }

  private static boolean isKnown(ReleaseState state) {
    return state.evidence() != null && state.evidence().unattributed().areLasting();
  }

  /** The intervals in which no proxy sends a request to the canary, by counters scraped since. */
  private static List<Sample> watched(Turn turn) {
    Instant applied = turn.state().position().appliedAt();
    Optional<MetricsSnapshot> metrics = turn.observed().metrics();
    if (applied == null || metrics.isEmpty()) {
      return List.of();
    }
    long from =
        applied.plus(turn.policy().propagation()).getEpochSecond()
            + 2L * metrics.get().stepSeconds();
    return metrics.get().steps().stream().filter(sample -> sample.time() > from).toList();
  }
}
