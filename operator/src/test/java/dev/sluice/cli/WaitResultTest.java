package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.api.v1alpha1.StableStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitResultTest {

  @ParameterizedTest
  @CsvSource({"Promoted,0", "RolledBack,1", "Superseded,3", "Withdrawn,3"})
  void theOutcomeIsTheExitStatus(Outcome outcome, int exit) {
    assertThat(WaitResult.of(status(Phase.Stable, release("1.1", outcome), false), "1.1"))
        .hasValueSatisfying(
            ending -> {
              assertThat(ending.exit()).isEqualTo(exit);
              assertThat(ending.message()).startsWith("1.1 ").endsWith("because");
            });
  }

  @Test
  void aReleaseUnderWayIsWaitedFor() {
    ReleaseStatus release = release("1.1", Outcome.InProgress);
    assertThat(WaitResult.of(status(Phase.Releasing, release, false), "1.1")).isEmpty();
    assertThat(WaitResult.of(status(Phase.Held, release, false), "1.1")).isEmpty();
    assertThat(WaitResult.of(status(Phase.Held, release, true), "1.1"))
        .hasValue(new WaitResult(2, "1.1 is held: message"));
  }

  @Test
  void aVersionThatIsNotThereYetIsWaitedFor() {
    assertThat(WaitResult.of(null, "1.1")).isEmpty();
    assertThat(WaitResult.of(status(Phase.Stable, null, false), "1.1")).isEmpty();
    assertThat(
            WaitResult.of(
                status(Phase.RolledBack, release("1.0.1", Outcome.RolledBack), true), "1.1"))
        .isEmpty();
    assertThat(WaitResult.of(status(Phase.Blocked, null, true), "1.1"))
        .hasValue(new WaitResult(2, "1.1 is blocked: message"));
  }

  @Test
  void aVersionThatCameAndWentIsInTheHistory() {
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
        .hasValue(new WaitResult(3, "1.1 ended as Superseded: NewerTemplate"));
  }

  @Test
  void theStableVersionNeedsNoRelease() {
    assertThat(WaitResult.of(status(Phase.Stable, null, false), "1.0"))
        .hasValue(new WaitResult(0, "1.0 serves all users"));
  }

  private static ReleaseStatus release(String version, Outcome outcome) {
    return new ReleaseStatus(
        2L, version, List.of(), outcome, "Reason", "because", null, null, null, null);
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
