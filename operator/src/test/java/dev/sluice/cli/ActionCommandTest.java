package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.lifecycle.ReleaseAction;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActionCommandTest {
  @Test
  void theAnnotationNamesTheRevision() {
    assertThat(ActionCommand.annotation(ReleaseAction.PROMOTE, "17"))
        .isEqualTo("{\"metadata\":{\"annotations\":{\"sluice.dev/promote\":\"17\"}}}");
  }

  @Test
  void onlyAReleaseInProgressCanBePromotedOrRolledBack() {
    assertThat(ActionCommand.inProgress(status(null))).isEmpty();
    assertThat(ActionCommand.inProgress(status(Outcome.Promoted))).isEmpty();
    assertThat(ActionCommand.inProgress(status(Outcome.InProgress)))
        .map(ReleaseStatus::revision)
        .hasValue(17L);
  }

  @Test
  void anotherOrderForTheSameRevisionHasAnotherValue() {
    assertThat(ActionCommand.next("", 17)).isEqualTo("17");
    assertThat(ActionCommand.next("16/3", 17)).isEqualTo("17");
    assertThat(ActionCommand.next("17", 17)).isEqualTo("17/2");
    assertThat(ActionCommand.next("17/2", 17)).isEqualTo("17/3");
  }

  @Test
  void whatHasEndedCanBeTriedAgain() {
    assertThat(new RetryCommand().revision(status(null))).isEmpty();
    assertThat(new RetryCommand().revision(status(Outcome.RolledBack))).hasValue(17L);
    assertThat(new RollbackCommand().revision(status(Outcome.RolledBack))).isEmpty();
    assertThat(new PromoteCommand().revision(status(Outcome.RolledBack))).isEmpty();
  }

  private static CanaryReleaseStatus status(Outcome outcome) {
    ReleaseStatus release =
        outcome == null
            ? null
            : new ReleaseStatus(
                17L, "1.1", List.of(), outcome, null, null, null, null, null, null, null);
    return new CanaryReleaseStatus(
        1L, null, Phase.Stable, "", null, release, List.of(), null, List.of());
  }
}
