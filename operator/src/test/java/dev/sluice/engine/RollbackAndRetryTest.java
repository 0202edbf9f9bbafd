package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A person rolls a release back, and has what was rejected released again. */
class RollbackAndRetryTest extends LifecycleFixture {
  @Test
  void aPersonRollsBackAGoodRelease() {
    atTwentyPercent();
    order(ReleaseAction.ROLLBACK, 2);
    world.run(Duration.ofSeconds(1));
    assertThat(world.weight()).isZero();
    world.until("rolled back", () -> world.status.phase() == Phase.RolledBack);
    assertThat(world.status.release().outcome()).isEqualTo(Outcome.RolledBack);
    assertThat(world.status.release().reason()).isEqualTo("RolledBackByAction");
    assertThat(world.status.release().message()).isEqualTo("rolled back by action of kubectl");
    assertThat(world.weights).containsExactly(0, 5, 20, 0);
    world.run(Duration.ofMinutes(20));
    assertThat(world.status.phase()).as("its template stays rejected").isEqualTo(Phase.RolledBack);
  }

  @Test
  void beforeTheCanaryHasPodsItEndsToo() {
    adopted();
    world.broken.add("1.1");
    world.set("1.1");
    world.untilStage(Stage.PINNING_STABLE);
    order(ReleaseAction.ROLLBACK, 2);
    world.until("rolled back", () -> world.status.phase() == Phase.RolledBack);
    assertThat(world.weights).containsExactly(0);
    world.run(Duration.ofMinutes(20));
    assertThat(world.status.phase()).isEqualTo(Phase.RolledBack);
  }

  @Test
  void itWinsOverAPromotion() {
    atTwentyPercent();
    order(ReleaseAction.PROMOTE, 2);
    world.run(Duration.ofSeconds(5));
    order(ReleaseAction.ROLLBACK, 2);
    world.until("rolled back", () -> world.status.phase() == Phase.RolledBack);
  }

  @Test
  void oncePodsGoItIsRejectedWithTheWayOut() {
    adopted();
    world.set("1.1");
    world.untilStage(Stage.ROLLING_OUT);
    order(ReleaseAction.ROLLBACK, 2);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(messages(Reason.ActionRejected))
        .singleElement()
        .satisfies(text -> assertThat(text).contains("apply the version before it"));
  }

  @Test
  void whatWasRejectedIsReleasedAgainInANewRevision() {
    rejected();
    world.quality = version -> Quality.GOOD;
    order(ReleaseAction.RETRY, 2);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.status.release().revision()).isEqualTo(3);
    assertThat(world.status.stable().version()).isEqualTo("1.1");
    assertThat(messages(Reason.ActionAccepted))
        .containsExactly(
            "retry of revision 2 by kubectl: 1.1 is released again, in a new revision");
    assertThat(world.canaries).isEmpty();
  }

  @Test
  void aBadVersionIsRejectedAgainAndTheOrderIsSpent() {
    rejected();
    order(ReleaseAction.RETRY, 2);
    world.until("third revision", () -> world.status.release().revision() == 3);
    world.until("rolled back", () -> world.status.phase() == Phase.RolledBack);
    world.run(Duration.ofMinutes(20));
    assertThat(world.status.release().revision()).isEqualTo(3);
    assertThat(world.status.phase()).isEqualTo(Phase.RolledBack);
  }

  @Test
  void aTemplateThatWaitsForTheEndOfFlappingStartsAtOnce() {
    atTwentyPercent();
    for (String version : List.of("1.0", "1.1", "1.0", "1.1")) {
      world.set(version);
      world.run(Duration.ofSeconds(90));
    }
    assertThat(world.status.phase()).isEqualTo(Phase.Waiting);
    long revision = world.status.release().revision();
    order(ReleaseAction.RETRY, revision);
    world.run(Duration.ofSeconds(2));
    assertThat(world.status.release().revision()).isEqualTo(revision + 1);
    assertThat(world.status.phase()).isEqualTo(Phase.Releasing);
  }

  /** What a person rolled back does not count as one of two tools that take turns. */
  @Test
  void aPersonIsNotATool() {
    atTwentyPercent();
    order(ReleaseAction.ROLLBACK, 2);
    world.until("rolled back", () -> world.status.phase() == Phase.RolledBack);
    order(ReleaseAction.RETRY, 2);
    world.until("at 20%", () -> world.weight() == 20);
    world.set("1.0");
    world.until("withdrawn", () -> world.status.phase() == Phase.Stable);
    world.set("1.1");
    world.run(Duration.ofSeconds(2));
    assertThat(world.status.phase()).isEqualTo(Phase.Releasing);
  }

  @Test
  void whereNothingWaitsItIsRejected() {
    adopted();
    order(ReleaseAction.RETRY, 1);
    world.run(Duration.ofSeconds(5));
    assertThat(messages(Reason.ActionRejected))
        .containsExactly("retry: no template waits to be released");
  }

  @Test
  void whileTheSpecIsPausedItIsRejected() {
    rejected();
    world.spec =
        new CanaryReleaseSpec(new Target("users"), null, true, null, null, null, null, null);
    world.run(Duration.ofSeconds(5));
    order(ReleaseAction.RETRY, 2);
    world.run(Duration.ofSeconds(5));
    assertThat(messages(Reason.ActionRejected))
        .containsExactly("retry: spec.paused is true; no release starts");
  }

  @Test
  void anOrderThatWasRejectedCanBeGivenAgain() {
    rejected();
    world.spec =
        new CanaryReleaseSpec(new Target("users"), null, true, null, null, null, null, null);
    order(ReleaseAction.RETRY, 2);
    world.run(Duration.ofSeconds(5));
    world.spec =
        new CanaryReleaseSpec(new Target("users"), null, null, null, null, null, null, null);
    world.run(Duration.ofSeconds(5));
    assertThat(world.status.release().revision()).as("the value is spent").isEqualTo(2);
    world.actions.clear();
    world.run(Duration.ofSeconds(5));
    order(ReleaseAction.RETRY, 2);
    world.run(Duration.ofSeconds(5));
    assertThat(world.status.release().revision()).as("set again").isEqualTo(3);
    world.until("rolled back", () -> world.status.phase() == Phase.RolledBack);
    world.actions.clear();
    world.actions.add(new ActionRequest(ReleaseAction.RETRY, 3, "3/2", "kubectl"));
    world.run(Duration.ofSeconds(5));
    assertThat(world.status.release().revision()).as("another value").isEqualTo(4);
  }

  @Test
  void duringAReleaseItIsRejected() {
    atTwentyPercent();
    order(ReleaseAction.RETRY, 2);
    world.run(Duration.ofSeconds(5));
    assertThat(messages(Reason.ActionRejected))
        .containsExactly("retry: the release of 1.1 is in progress");
    assertThat(world.weight()).isEqualTo(20);
  }

  private void rejected() {
    adopted();
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.set("1.1");
    world.until("rolled back", () -> world.status.phase() == Phase.RolledBack);
  }

  private void order(ReleaseAction action, long revision) {
    world.actions.add(new ActionRequest(action, revision, "kubectl"));
  }

  private List<String> messages(Reason reason) {
    return world.events.stream()
        .filter(event -> event.reason() == reason)
        .map(ReleaseEvent::message)
        .toList();
  }
}
