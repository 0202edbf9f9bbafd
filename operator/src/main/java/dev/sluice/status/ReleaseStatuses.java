package dev.sluice.status;

import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.ActionStatus;
import dev.sluice.api.v1alpha1.MetricStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.common.Quantities;
import dev.sluice.lifecycle.Release;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.StageColumn.Judged;
import dev.sluice.lifecycle.StageColumn.StageTime;
import dev.sluice.lifecycle.StepInForce;
import dev.sluice.lifecycle.Turn;
import dev.sluice.messages.Numbers;
import dev.sluice.messages.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** {@code status.release}: the current or the last release. */
final class ReleaseStatuses {
  private ReleaseStatuses() {}

  /**
   * The release of a turn.
   *
   * @param metrics what its metrics show, or null
   * @return null where there has been none
   */
  static ReleaseStatus of(Turn turn, List<MetricStatus> metrics) {
    Release release = turn.state().release();
    if (release == null) {
      return null;
    }
    return new ReleaseStatus(
        release.revision(),
        release.version(),
        release.images(),
        release.isFinished() ? release.outcome() : Outcome.InProgress,
        release.reason(),
        release.message(),
        Quantities.text(release.startedAt()),
        Quantities.text(release.finishedAt()),
        step(turn),
        metrics,
        actions(release));
  }

  /** Absent where there are none. */
  private static List<ActionStatus> actions(Release release) {
    return release.actions().isEmpty()
        ? null
        : release.actions().stream()
            .map(
                done ->
                    new ActionStatus(
                        done.action(),
                        done.by().isEmpty() ? null : done.by(),
                        Quantities.text(done.at())))
            .toList();
  }

  private static StepStatus step(Turn turn) {
    ReleaseState state = turn.state();
    StepInForce step = state.progress().step();
    if (step == null || state.release().isFinished()) {
      return null;
    }
    int index = step.positionIn(turn.policy()) + 1;
    return new StepStatus(
        index,
        index + "/" + turn.policy().steps().size(),
        turn.step().name(),
        state.exposure().weight(),
        Quantities.text(state.position().enteredAt()),
        WaitingFor.of(turn));
  }

  /**
   * What the metrics show now, or showed when they were last judged.
   *
   * @param recorded the release as last recorded, if it was this one
   */
  static List<MetricStatus> metrics(Turn turn, Optional<ReleaseStatus> recorded) {
    boolean judged =
        turn.verdict().filter(verdict -> !verdict.findings().isEmpty()).isPresent()
            && !turn.state().release().isFinished();
    if (!judged) {
      return recorded
          .filter(release -> Objects.equals(release.revision(), turn.state().release().revision()))
          .map(ReleaseStatus::metrics)
          .orElse(null);
    }
    boolean swapped = turn.stage().judged() == Judged.DEPLOYMENT;
    return turn.verdict().orElseThrow().findings().stream()
        .map(finding -> metric(finding, swapped))
        .toList();
  }

  private static MetricStatus metric(Verdict.Finding finding, boolean swapped) {
    String candidate = finding.candidate().toString();
    String baseline = finding.baseline().toString();
    return new MetricStatus(
        finding.metric(),
        finding.result().label(),
        finding.message(),
        swapped ? baseline : candidate,
        swapped ? candidate : baseline,
        finding.logEvidence().map(Numbers::odds).orElse(null));
  }

  /** What a step waits for, as one word. */
  private static final class WaitingFor {
    private static String of(Turn turn) {
      return switch (turn.stage()) {
        case RUNNING_STEP -> gate(turn);
        case ROLLING_OUT -> "DeploymentRollout";
        case WATCHING_FAILURES -> Reason.UnattributedFailures.name();
        default ->
            switch (turn.stage().until()) {
              case CANARY_COMPLETE -> "CanaryPods";
              case STABLE_COMPLETE -> "StablePods";
              case CANARY_GONE -> "CanaryEndpoints";
              case WRITTEN -> turn.stage().time() == StageTime.DRAIN ? "Drain" : "Propagation";
            };
      };
    }

    private static String gate(Turn turn) {
      if (turn.state().hold() != null) {
        return turn.state().hold().cause().label();
      }
      return turn.elapsed() && turn.asksForProof() ? "Proof" : "Duration";
    }
  }
}
