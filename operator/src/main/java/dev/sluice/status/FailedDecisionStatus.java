package dev.sluice.status;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.common.Quantities;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.messages.Reason;
import dev.sluice.messages.StatusMessages;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The status while decisions fail: the recorded one, which says so. */
public final class FailedDecisionStatus {
  private FailedDecisionStatus() {}

  /**
   * The recorded status with another phase, message, weight, checkpoint and other conditions. Its
   * generation stays: the newer spec was not read.
   *
   * @param state that was decided on without the spec
   * @param generation of the CanaryRelease
   * @param error for a person to report
   * @param checkpoint of the state, or null where there is none
   */
  public static CanaryReleaseStatus of(
      Optional<CanaryReleaseStatus> recorded,
      ReleaseState state,
      long generation,
      String error,
      String checkpoint,
      Instant now) {
    String message = StatusMessages.decisionFailed(error);
    Optional<Phase> known = recorded.map(CanaryReleaseStatus::phase);
    Phase phase = state.stage().in(Section.STEPS) ? Phase.Held : known.orElse(Phase.Pending);
    List<Condition> conditions =
        Conditions.ofFailedDecision(
            recorded.map(CanaryReleaseStatus::conditions).orElse(List.of()),
            generation,
            message,
            now);
    return new CanaryReleaseStatus(
        recorded.map(CanaryReleaseStatus::observedGeneration).orElse(-1L),
        recorded.map(CanaryReleaseStatus::target).orElse(null),
        phase,
        message,
        recorded.map(CanaryReleaseStatus::stable).orElse(null),
        recorded.map(CanaryReleaseStatus::release).map(there -> release(there, state)).orElse(null),
        recorded.map(CanaryReleaseStatus::history).orElse(List.of()),
        checkpoint,
        conditions);
  }

  private static ReleaseStatus release(ReleaseStatus there, ReleaseState state) {
    StepStatus step = there.step();
    return step == null || step.weight() == state.exposure().weight()
        ? there
        : new ReleaseStatus(
            there.revision(),
            there.version(),
            there.images(),
            there.outcome(),
            there.reason(),
            there.message(),
            there.startedAt(),
            there.finishedAt(),
            new StepStatus(
                step.index(),
                step.progress(),
                step.name(),
                state.exposure().weight(),
                Quantities.text(state.position().enteredAt()),
                Reason.DecisionFailed.name()),
            there.metrics(),
            there.actions());
  }
}
