package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.lifecycle.ActionRequest;
import dev.sluice.lifecycle.ReleaseAction;
import dev.sluice.lifecycle.Stage;
import dev.sluice.messages.Reason;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Requests return to the Deployment's new pods, which fail while the canary of the same version
 * does not.
 */
class FailedReturnTest extends LifecycleFixture {
  @Test
  void itIsTriedThreeTimesWithGrowingPausesAndThenWaitsForAPerson() {
    Instant first = failed(1);
    Instant second = failed(2);
    Instant third = failed(3);
    assertThat(Duration.between(first, second)).isBetween(ofSeconds(60), ofSeconds(100));
    assertThat(Duration.between(second, third)).isBetween(ofSeconds(120), ofSeconds(160));

    world.run(Duration.ofHours(1));

    assertThat(failures()).isEqualTo(3);
    assertThat(world.weight()).isEqualTo(100);
    assertThat(condition("Stalled")).isEqualTo("True");
    assertThat(world.status.message()).contains("No try is left: retry begins again");
  }

  @Test
  void retryBeginsAgainWithAllTries() {
    failed(3);
    world.cold = false;

    order(ReleaseAction.RETRY);

    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.status.release().actions()).hasSize(1);
  }

  @Test
  void promoteIsRejectedAndNamesRetry() {
    failed(1);

    order(ReleaseAction.PROMOTE);
    world.run(Duration.ofSeconds(2));

    assertThat(world.events)
        .anyMatch(
            event ->
                event.reason() == Reason.ActionRejected
                    && event.message().contains("retry tries it again"));
  }

  private Instant failed(int times) {
    if (world.state().release() == null) {
      adopted();
      world.set("1.1");
      world.untilStage(Stage.ROLLING_OUT);
      world.cold = true;
    }
    world.until("failed " + times, () -> failures() == times);
    return world.now;
  }

  private long failures() {
    return world.events.stream().filter(event -> event.reason() == Reason.ShiftFailed).count();
  }

  private void order(ReleaseAction action) {
    world.actions.add(new ActionRequest(action, world.state().release().revision(), "kubectl"));
  }

  private static Duration ofSeconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
