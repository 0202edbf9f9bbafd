package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.ActionStatus;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.lifecycle.ActionRequest;
import dev.sluice.lifecycle.ReleaseAction;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.Stage;
import dev.sluice.messages.Reason;
import dev.sluice.workload.DeploymentView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A person orders the promotion of a revision. */
class PromoteActionTest extends LifecycleFixture {
  @Test
  void allRequestsGoToTheCanaryOnceItsPodsAreReady() {
    atTwentyPercent();
    promote(2);
    world.run(Duration.ofSeconds(1));
    assertThat(world.weight()).as("no weight without its pods").isEqualTo(20);
    world.until("at 100%", () -> world.weight() == 100);
    assertThat(canary().available()).isEqualTo(4);
    Instant reached = world.now;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(Duration.between(reached, world.now)).isGreaterThan(Duration.ofMinutes(5));
    assertThat(world.weights).containsExactly(0, 5, 20, 100, 75, 50, 0);
    assertThat(world.status.release().actions())
        .singleElement()
        .satisfies(
            done -> assertThat(done).isEqualTo(new ActionStatus("promote", "kubectl", done.at())));
    assertThat(world.status.release().message())
        .isEqualTo("1.1 was promoted by action and receives all requests");
    assertThat(count(Reason.ActionAccepted)).isOne();
    assertThat(count(Reason.ActionRejected)).isZero();
  }

  @Test
  void itEndsAHoldForLackOfTraffic() {
    atTwentyPercent();
    world.quality = version -> Quality.IDLE;
    world.until("held", () -> world.status.phase() == Phase.Held);
    promote(2);
    world.run(Duration.ofSeconds(2));
    assertThat(world.status.phase()).isEqualTo(Phase.Releasing);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void itEndsAStalledReleaseWithoutMetrics() {
    adopted();
    world.quality = version -> Quality.UNSEEN;
    world.set("1.1");
    world.until("stalled", () -> condition("Stalled").equals("True"));
    assertThat(world.weight()).isZero();
    promote(2);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.weights).containsExactly(0, 100, 75, 50, 0);
  }

  @Test
  void itEndsASharedOutageAndThePauseOfThisReleaseAlone() {
    adopted();
    world.run(Duration.ofMinutes(20));
    world.set("1.1");
    world.until("at 5%", () -> world.weight() == 5);
    world.outage = 0.2;
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.spec =
        new CanaryReleaseSpec(new Target("users"), null, true, null, null, null, null, null);
    world.until("paused", () -> world.status.phase() == Phase.Paused);
    promote(2);
    world.until("at 100%", () -> world.weight() == 100);
    world.outage = 0;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    world.set("1.2");
    world.run(Duration.ofMinutes(5));
    assertThat(world.status.phase()).isEqualTo(Phase.Paused);
    assertThat(world.canaries).isEmpty();
  }

  @Test
  void aBadCanaryIsStillRolledBack() {
    atTwentyPercent();
    promote(2);
    world.until("at 100%", () -> world.weight() == 100);
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
    assertThat(world.status.release().reason()).isEqualTo("ErrorRateTooHigh");
    assertThat(world.weights).containsExactly(0, 5, 20, 100, 0);
  }

  @Test
  void beforeTheCanaryHasPodsItWaitsForThem() {
    adopted();
    world.broken.add("1.1");
    world.set("1.1");
    world.untilStage(Stage.STARTING_CANARY);
    promote(2);
    world.run(Duration.ofMinutes(2));
    assertThat(world.weights).containsExactly(0);
    assertThat(canary().replicas()).isEqualTo(4);
    world.broken.clear();
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.weights).containsExactly(0, 100, 75, 50, 0);
  }

  @Test
  void inTheLastStepItEndsTheHoldAndNotTheStep() {
    adopted();
    world.set("1.1");
    world.until("at 100%", () -> world.weight() == 100);
    world.quality = version -> Quality.UNSEEN;
    world.until("held", () -> world.status.phase() == Phase.Held);
    promote(2);
    world.run(Duration.ofMinutes(2));
    assertThat(world.state().stage()).isEqualTo(Stage.RUNNING_STEP);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void anOrderThatComesTooLateIsRejectedOnce() {
    adopted();
    world.set("1.1");
    world.untilStage(Stage.ROLLING_OUT);
    promote(2);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    world.run(Duration.ofMinutes(20));
    assertThat(world.status.release().actions()).isNull();
    assertThat(messages(Reason.ActionRejected))
        .containsExactly("promote: the release of 1.1 has left its steps");
  }

  @Test
  void anOrderAfterTheEndIsRejectedOnce() {
    adopted();
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.set("1.1");
    world.until("rolled back", () -> world.status.phase() == Phase.RolledBack);
    promote(2);
    int writes = world.writes.size();
    world.run(Duration.ofMinutes(20));
    assertThat(world.status.phase()).isEqualTo(Phase.RolledBack);
    assertThat(world.writes).hasSize(writes);
    assertThat(messages(Reason.ActionRejected))
        .containsExactly("promote: the release of 1.1 has ended (RolledBack)");
  }

  @Test
  void withoutAnyReleaseItIsRejectedOnce() {
    adopted();
    promote(1);
    world.run(Duration.ofMinutes(20));
    assertThat(messages(Reason.ActionRejected))
        .containsExactly("promote: no release is in progress");
  }

  @Test
  void anotherRevisionHitsNothing() {
    atTwentyPercent();
    promote(1);
    promote(3);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.weights).containsExactly(0, 5, 20, 50, 100, 75, 50, 0);
    assertThat(count(Reason.ActionAccepted) + count(Reason.ActionRejected)).isZero();
  }

  @Test
  void whatIsNoRevisionIsRejectedOnce() {
    atTwentyPercent();
    promote(0);
    world.run(Duration.ofSeconds(10));
    assertThat(messages(Reason.ActionRejected))
        .containsExactly(
            "promote: the value of the annotation must be the revision that it means, such as 17,"
                + " or 17/2 to order again");
    assertThat(world.weight()).isEqualTo(20);
  }

  @Test
  void anOperatorThatStopsInBetweenDoesItOnce() {
    atTwentyPercent();
    world.acts = false;
    promote(2);
    world.run(Duration.ofSeconds(1));
    world.operatorRuns = false;
    world.run(Duration.ofMinutes(1));
    world.acts = true;
    world.operatorRuns = true;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.status.release().actions()).hasSize(1);
    assertThat(count(Reason.ActionAccepted)).isOne();
  }

  /** The count of revisions begins again with the state: an old value must not mean a new one. */
  @Test
  void anAnnotationThatIsOlderThanTheRecordIsSpent() {
    promote(2);
    adopted();
    world.set("1.1");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.weights).containsExactly(0, 5, 20, 50, 100, 75, 50, 0);
  }

  private void promote(long revision) {
    world.actions.add(new ActionRequest(ReleaseAction.PROMOTE, revision, "kubectl"));
  }

  private DeploymentView canary() {
    return new DeploymentView(world.canaries.values().iterator().next());
  }

  private long count(Reason reason) {
    return messages(reason).size();
  }

  private List<String> messages(Reason reason) {
    return world.events.stream()
        .filter(event -> event.reason() == reason)
        .map(ReleaseEvent::message)
        .toList();
  }
}
