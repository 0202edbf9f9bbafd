package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.lifecycle.Stage;
import dev.sluice.messages.Reason;
import dev.sluice.plan.Change;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is done about an observation that the engine cannot decide on. */
class FailedDecisionTest extends LifecycleFixture {
  private Decision after(int failures) {
    RuntimeException error = new IllegalStateException("no such thing");
    Optional<DecisionFailure> failure = Optional.empty();
    for (int i = 0; i < failures; i++) {
      failure = Optional.of(DecisionFailure.after(failure, error));
    }
    return world.cached.protect(world.observe(), world.status, failure.orElseThrow(), world.now);
  }

  @Test
  void nothingIsDoneAboutTwoFailures() {
    atTwentyPercent();
    Decision second = after(2);
    assertThat(second.change()).isEmpty();
    assertThat(second.events()).isEmpty();
    assertThat(second.status()).isEqualTo(world.status);
  }

  @Test
  void afterTheThirdTheCanaryGetsNoRequests() {
    atTwentyPercent();
    Decision third = after(3);
    assertThat(third.change().map(Change::summary)).contains("canary weight 0%");
    assertThat(third.state().stage()).isEqualTo(Stage.DECISION_FAILED);
    assertThat(third.events())
        .extracting(event -> event.reason().name())
        .containsExactly(Reason.DecisionFailed.name());
    CanaryReleaseStatus status = third.status();
    assertThat(status.message())
        .contains("IllegalStateException: no such thing")
        .contains("dev.sluice.engine.FailedDecisionTest");
    assertThat(status.release().step().weight()).isZero();
    assertThat(status.observedGeneration()).isEqualTo(world.status.observedGeneration());
    ConditionTruthTable.check(status);
  }

  @Test
  void itStaysQuietAfterwards() {
    atTwentyPercent();
    Decision third = after(3);
    world.status = third.status();
    Decision fourth = after(4);
    assertThat(fourth.status()).isEqualTo(third.status());
    assertThat(fourth.events()).isEmpty();
  }

  @Test
  void atRestOnlyTheStatusSaysSo() {
    adopted();
    Decision third = after(3);
    assertThat(third.change()).isEmpty();
    assertThat(third.status().conditions())
        .filteredOn(condition -> condition.type().equals("Stalled"))
        .allSatisfy(condition -> assertThat(condition.status()).isEqualTo("True"));
    ConditionTruthTable.check(third.status());
  }

  @Test
  void aReleaseThatWasNeverSeenIsToldAtOnce() {
    Decision first = after(1);
    assertThat(first.change()).isEmpty();
    assertThat(first.events()).hasSize(1);
    ConditionTruthTable.check(first.status());
  }
}
