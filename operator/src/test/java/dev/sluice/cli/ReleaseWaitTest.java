package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.api.v1alpha1.StableStatus;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.api.v1alpha1.TargetStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseWaitTest {
  private static final long BEFORE = 6;
  private static final long ASKED = 7;

  private final ReleaseWait wait = new ReleaseWait(ASKED);

  @ParameterizedTest
  @CsvSource({
    "Promoted,Promoted,0",
    "RolledBack,ErrorRateTooHigh,1",
    "RolledBack,RolledBackByAction,1",
    "RolledBack,CanaryNotReady,2",
    "RolledBack,CanaryUnavailable,2",
    "Superseded,Superseded,3",
    "Withdrawn,Withdrawn,3"
  })
  void theOutcomeAndItsReasonDetermineTheExitStatus(Outcome outcome, String reason, int exit) {
    assertThat(wait.result(status(ASKED, Phase.Releasing, running(2)))).isEmpty();
    assertThat(wait.result(status(ASKED + 2, Phase.Stable, release(2, outcome, reason))))
        .hasValueSatisfying(
            result -> {
              assertThat(result.exit()).isEqualTo(exit);
              assertThat(result.message()).contains(": 1.1");
            });
  }

  @Test
  void whatWasBeforeTheDeploymentWasSeenSaysNothing() {
    assertThat(wait.result(null)).isEmpty();
    assertThat(wait.result(status(BEFORE, Phase.Stable, null))).isEmpty();
    assertThat(
            wait.result(
                status(
                    BEFORE, Phase.RolledBack, release(2, Outcome.RolledBack, "ErrorRateTooHigh"))))
        .isEmpty();
  }

  /** The same version again: an earlier release of it is not the answer. */
  @Test
  void anEarlierReleaseOfTheSameVersionSaysNothing() {
    HistoryEntry earlier = entry(2, Outcome.RolledBack, "ErrorRateTooHigh");
    assertThat(wait.result(status(ASKED, Phase.Releasing, running(3), earlier))).isEmpty();
    assertThat(
            wait.result(
                status(ASKED, Phase.Stable, release(3, Outcome.Promoted, "Promoted"), earlier)))
        .map(WaitResult::exit)
        .hasValue(0);
  }

  /** The release of the template before ends first. */
  @Test
  void aReleaseThatIsEndingAlreadyIsNotTheOneThatIsAskedFor() {
    ReleaseStatus superseded = release(2, Outcome.InProgress, "Superseded");
    assertThat(wait.result(status(ASKED, Phase.RollingBack, superseded))).isEmpty();
    HistoryEntry ended = entry(2, Outcome.Superseded, "Superseded");
    assertThat(wait.result(status(ASKED, Phase.Releasing, running(3), ended))).isEmpty();
    HistoryEntry promoted = entry(3, Outcome.Promoted, "Promoted");
    assertThat(wait.result(status(ASKED, Phase.Releasing, running(4), promoted, ended)))
        .as("a newer one runs already")
        .hasValue(new WaitResult(0, "Promoted: 1.1 receives all requests"));
  }

  @Test
  void theStableTemplateNeedsNoRelease() {
    assertThat(wait.result(status(ASKED, Phase.Stable, null)))
        .hasValue(new WaitResult(0, "Promoted: 1.0 receives all requests"));
  }

  @Test
  void aTemplateThatWasRejectedBeforeIsNotTriedAgain() {
    assertThat(
            wait.result(
                status(
                    ASKED, Phase.RolledBack, release(2, Outcome.RolledBack, "ErrorRateTooHigh"))))
        .hasValue(new WaitResult(1, "Rolled back: 1.1, because (ErrorRateTooHigh)"));
  }

  @Test
  void aPersonIsNeededWhereItIsStalled() {
    assertThat(wait.result(stalled(Phase.Blocked, null)))
        .hasValue(new WaitResult(2, "Blocked: message (R)"));
    assertThat(wait.result(status(ASKED, Phase.Held, running(2)))).isEmpty();
    assertThat(wait.result(stalled(Phase.Held, running(2))))
        .hasValue(new WaitResult(2, "Held: message (R)"));
  }

  @Test
  void theLastLineHasTheCauseAndTheTime() {
    wait.result(status(ASKED, Phase.Releasing, running(2)));
    ReleaseStatus promoted =
        new ReleaseStatus(
            2L,
            "1.1",
            List.of(),
            Outcome.Promoted,
            "Promoted",
            "",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:11:41Z",
            null,
            null,
            null);
    assertThat(wait.result(status(ASKED, Phase.Stable, promoted)))
        .hasValue(new WaitResult(0, "Promoted: 1.1 receives all requests after 11m41s"));
  }

  @Test
  void aTimeoutNamesTheStep() {
    ReleaseStatus release =
        new ReleaseStatus(
            2L,
            "1.1",
            List.of(),
            Outcome.InProgress,
            null,
            null,
            null,
            null,
            new StepStatus(2, "2/4", "more", 20, null, null),
            null,
            null);
    assertThat(WaitResult.timedOut(Duration.ofMinutes(20), status(ASKED, Phase.Releasing, release)))
        .isEqualTo(new WaitResult(3, "Timed out after 20m: step 2/4 (more), message"));
    assertThat(WaitResult.timedOut(Duration.ofMinutes(20), null).message())
        .isEqualTo("Timed out after 20m: the Deployment is not observed yet");
  }

  private static ReleaseStatus running(long revision) {
    return release(revision, Outcome.InProgress, "InProgress");
  }

  private static ReleaseStatus release(long revision, Outcome outcome, String reason) {
    return new ReleaseStatus(
        revision, "1.1", List.of(), outcome, reason, "because", null, null, null, null, null);
  }

  private static HistoryEntry entry(long revision, Outcome outcome, String reason) {
    return new HistoryEntry(revision, "1.1", outcome, reason, "", "");
  }

  private static CanaryReleaseStatus status(
      long generation, Phase phase, ReleaseStatus release, HistoryEntry... history) {
    return status(generation, phase, release, false, history);
  }

  private static CanaryReleaseStatus stalled(Phase phase, ReleaseStatus release) {
    return status(ASKED, phase, release, true);
  }

  private static CanaryReleaseStatus status(
      long generation,
      Phase phase,
      ReleaseStatus release,
      boolean stalled,
      HistoryEntry... history) {
    return new CanaryReleaseStatus(
        1L,
        new TargetStatus(generation),
        phase,
        "message",
        new StableStatus(1L, "1.0", List.of(), null),
        release,
        List.of(history),
        null,
        List.of(
            new Condition(
                "Stalled", stalled ? "True" : "False", 1L, "2026-01-01T00:00:00Z", "R", "")));
  }
}
