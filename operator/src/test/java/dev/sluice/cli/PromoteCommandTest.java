package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.lifecycle.ReleaseAction;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromoteCommandTest {
  @Test
  void theAnnotationNamesTheRevision() {
    assertThat(PromoteCommand.annotation(ReleaseAction.PROMOTE, 17))
        .isEqualTo("{\"metadata\":{\"annotations\":{\"sluice.dev/promote\":\"17\"}}}");
  }

  @Test
  void onlyAReleaseInProgressCanBePromoted() {
    assertThat(PromoteCommand.inProgress(null)).isEmpty();
    assertThat(PromoteCommand.inProgress(status(null))).isEmpty();
    assertThat(PromoteCommand.inProgress(status(Outcome.Promoted))).isEmpty();
    assertThat(PromoteCommand.inProgress(status(Outcome.InProgress)))
        .map(ReleaseStatus::revision)
        .hasValue(17L);
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
