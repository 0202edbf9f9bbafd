package dev.sluice.lifecycle;

import dev.sluice.analysis.Evidence;
import dev.sluice.lifecycle.Observation.Workloads;
import dev.sluice.traffic.Exposure;
import java.time.Instant;
import java.util.Optional;

/**
 * Sluice itself fails: an error in its code ends each decision. Then requests go to the rollback
 * target of the stage, which takes one ready pod there and neither the policy nor a metric. The
 * release does not end, because nothing was found about the version.
 */
public final class FailedDecisionRules {
  /** How often a release may lose its exposure; the next time it waits for a person. */
  private static final int OUTAGES = 2;

  private FailedDecisionRules() {}

  /**
   * The state while decisions fail; the same one where requests are at their target, or have none.
   *
   * @param sluice version of Sluice
   */
  public static ReleaseState protect(
      ReleaseState state, Workloads workloads, String sluice, Instant now) {
    return switch (state.stage().rollbackTarget()) {
      case STABLE -> toStable(state, workloads, sluice, now);
      case CANARY -> toCanary(state, workloads, now);
      case NONE -> state;
    };
  }

  private static ReleaseState toStable(
      ReleaseState state, Workloads workloads, String sluice, Instant now) {
    boolean needed =
        state.stage().in(StageColumn.Section.STEPS) && state.exposure().servesRequests();
    if (!needed || state.stable().selector().readyEndpoints(workloads) == 0) {
      return state;
    }
    Progress progress = state.progress();
    return state
        .progress(
            progress
                .exposure(Exposure.NONE)
                .failedDecisions(FailedDecisions.after(progress.failedDecisions(), sluice)))
        .enter(Stage.DECISION_FAILED, now);
  }

  private static ReleaseState toCanary(ReleaseState state, Workloads workloads, Instant now) {
    boolean serves = workloads.endpoints().ofCanary(state.release().revision()) > 0;
    if (!serves || state.exposure().isComplete() || state.stable().selector().onCanary()) {
      return state;
    }
    Evidence learned = state.evidence() == null ? null : state.evidence().swapRoles();
    return state.evidence(learned).exposure(Exposure.FULL).enter(Stage.SHIFT_FAILED, now);
  }

  /** The version of Sluice whose decisions failed was replaced: its count is not held against. */
  public static ReleaseState forgive(ReleaseState state, String sluice) {
    FailedDecisions failed = state.progress().failedDecisions();
    return failed == null || failed.sluice().equals(sluice) ? state : retried(state);
  }

  /** A person wants the step to continue: the count begins again. */
  static ReleaseState retried(ReleaseState state) {
    return state.progress(state.progress().failedDecisions(null));
  }

  /** Decisions succeed again: once the canary is complete, the step's weight. */
  static Transition resume(Turn turn) {
    if (!waitsForPerson(turn)) {
      return EmptyBackendRules.restoreCanary(turn);
    }
    Optional<Transition> aborted = RollbackRules.aborted(turn);
    return aborted.orElseGet(() -> Transition.to(turn.state()));
  }

  /** Whether decisions failed so often that the step does not continue by itself. */
  public static boolean waitsForPerson(Turn turn) {
    FailedDecisions failed = turn.state().progress().failedDecisions();
    return turn.stage() == Stage.DECISION_FAILED
        && failed != null
        && failed.count() > OUTAGES
        && !turn.isPromotionOrdered();
  }
}
