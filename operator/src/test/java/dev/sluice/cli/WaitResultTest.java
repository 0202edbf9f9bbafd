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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitResultTest {

  @ParameterizedTest
  @CsvSource({"Promoted,0", "RolledBack,1", "Superseded,3", "Withdrawn,3"})
  void theOutcomeDeterminesTheExitStatus(Outcome outcome, int exit) {
    assertThat(WaitResult.of(status(Phase.Stable, release("1.1", outcome), false), "1.1"))
        .hasValueSatisfying(
            result -> {
              assertThat(result.exit()).isEqualTo(exit);
              assertThat(result.message()).contains(": 1.1");
            });
  }

  @Test
  void aReleaseInProgressHasNoResult() {
    ReleaseStatus release = release("1.1", Outcome.InProgress);
    assertThat(WaitResult.of(status(Phase.Releasing, release, false), "1.1")).isEmpty();
    assertThat(WaitResult.of(status(Phase.Held, release, false), "1.1")).isEmpty();
    assertThat(WaitResult.of(status(Phase.Held, release, true), "1.1"))
        .hasValue(new WaitResult(2, "Held: message (R)"));
  }

  @Test
  void aVersionThatIsNotThereYetHasNoResult() {
    assertThat(WaitResult.of(null, "1.1")).isEmpty();
    assertThat(WaitResult.of(status(Phase.Stable, null, false), "1.1")).isEmpty();
    assertThat(
            WaitResult.of(
                status(Phase.RolledBack, release("1.0.1", Outcome.RolledBack), true), "1.1"))
        .isEmpty();
    assertThat(WaitResult.of(status(Phase.Blocked, null, true), "1.1"))
        .hasValue(new WaitResult(2, "Blocked: message (R)"));
  }

  @Test
  void anEarlierVersionIsInTheHistory() {
    CanaryReleaseStatus status =
        new CanaryReleaseStatus(
            1L,
            null,
            Phase.Releasing,
            "message",
            null,
            release("1.2", Outcome.InProgress),
            List.of(new HistoryEntry(2L, "1.1", Outcome.Superseded, "NewerTemplate", "", "")),
            null,
            List.of());
    assertThat(WaitResult.of(status, "1.1"))
        .hasValue(new WaitResult(3, "Superseded: 1.1 (NewerTemplate)"));
  }

  @Test
  void theStableVersionNeedsNoRelease() {
    assertThat(WaitResult.of(status(Phase.Stable, null, false), "1.0"))
        .hasValue(new WaitResult(0, "Promoted: 1.0 receives all requests"));
  }

  @Test
  void theLastLineHasTheCause() {
    ReleaseStatus rolledBack =
        new ReleaseStatus(
            2L,
            "1.5.0",
            List.of(),
            Outcome.RolledBack,
            "HarmDetected",
            "Canary failed 7/18 requests, stable 0/977",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:01:00Z",
            null,
            null,
            null);
    assertThat(WaitResult.of(status(Phase.RolledBack, rolledBack, false), "1.5.0"))
        .hasValue(
            new WaitResult(
                1, "Rolled back: 1.5.0, canary failed 7/18 requests, stable 0/977 (HarmDetected)"));
    ReleaseStatus promoted =
        new ReleaseStatus(
            2L,
            "1.4.2",
            List.of(),
            Outcome.Promoted,
            "Promoted",
            "",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:11:41Z",
            null,
            null,
            null);
    assertThat(WaitResult.of(status(Phase.Stable, promoted, false), "1.4.2"))
        .hasValue(new WaitResult(0, "Promoted: 1.4.2 receives all requests after 11m41s"));
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
    assertThat(
            WaitResult.timedOut(
                Duration.ofMinutes(20), status(Phase.Releasing, release, false), "1.1"))
        .isEqualTo(new WaitResult(3, "Timed out after 20m: step 2/4 (more), message"));
    assertThat(WaitResult.timedOut(Duration.ofMinutes(20), null, "1.1").message())
        .isEqualTo("Timed out after 20m: 1.1 is not observed yet");
  }

  private static ReleaseStatus release(String version, Outcome outcome) {
    return new ReleaseStatus(
        2L, version, List.of(), outcome, "Reason", "because", null, null, null, null, null);
  }

  private static CanaryReleaseStatus status(Phase phase, ReleaseStatus release, boolean stalled) {
    return new CanaryReleaseStatus(
        1L,
        null,
        phase,
        "message",
        new StableStatus(1L, "1.0", List.of(), null),
        release,
        List.of(),
        null,
        List.of(
            new Condition(
                "Stalled", stalled ? "True" : "False", 1L, "2026-01-01T00:00:00Z", "R", "")));
  }
}
