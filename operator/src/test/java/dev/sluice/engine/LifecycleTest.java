package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.Stage;
import dev.sluice.messages.Reason;
import dev.sluice.plan.Change;
import dev.sluice.workload.DeploymentView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A release without interruption: adoption, promotion and rollback. */
class LifecycleTest extends LifecycleFixture {
  @Test
  void adoptsInOrder() {
    adopted();
    assertThat(world.writes)
        .containsExactly(
            "add managed label to Deployment",
            "subset stable selects whole Service",
            "canary weight 0%");
    assertThat(world.status.stable().version()).isEqualTo("1.0");
    assertThat(condition("Ready")).isEqualTo("True");
    assertThat(condition("Finished")).isEqualTo("False");
  }

  @Test
  void waitsForACompleteDeployment() {
    Unstructured.map(world.deployment, "status").put("availableReplicas", 1);
    assertThat(world.decide(world.observe(), null).status().message())
        .isEqualTo("Waiting for Deployment users to become available (1/4 pods)");
  }

  @Test
  void restIsQuiet() {
    adopted();
    int statusWrites = world.statusWrites;
    int writes = world.writes.size();
    world.run(Duration.ofMinutes(10));
    assertThat(world.statusWrites).isEqualTo(statusWrites);
    assertThat(world.writes).hasSize(writes);
  }

  @Test
  void aGoodReleaseIsPromotedInSteps() {
    adopted();
    world.set("1.1");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.weights).containsExactly(0, 5, 20, 50, 100, 75, 50, 0);
    assertThat(world.status.stable().version()).isEqualTo("1.1");
    assertThat(world.status.phase()).isEqualTo(Phase.Stable);
    assertThat(world.canaries).isEmpty();
    assertThat(world.subset("stable")).isEmpty();
    assertThat(world.users().paused()).isFalse();
    assertThat(world.users().complete()).isTrue();
    assertThat(condition("Finished")).isEqualTo("True");
    assertThat(world.status.history())
        .extracting(HistoryEntry::outcome)
        .containsExactly(Outcome.Promoted);
  }

  @Test
  void aReplicaCountThatMovesIsFollowed() {
    adopted();
    world.set("1.1");
    world.until("at 50%", () -> world.weight() == 50);
    world.scale(10);
    world.until("at 100%", () -> world.weight() == 100);
    assertThat(new DeploymentView(world.canaries.values().iterator().next()).replicas())
        .isEqualTo(10);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void aBadReleaseIsTakenBackAndKeptFromReturning() {
    adopted();
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.set("1.1");
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
    assertThat(world.weights).containsExactly(0, 5, 0);
    assertThat(world.status.phase()).isEqualTo(Phase.RolledBack);
    assertThat(world.status.release().reason()).isEqualTo("ErrorRateTooHigh");
    assertThat(condition("Stalled")).isEqualTo("True");
    assertThat(condition("Ready")).isEqualTo("False");
    assertThat(world.users().paused()).isTrue();
    assertThat(world.canaries.values())
        .singleElement()
        .satisfies(canary -> assertThat(new DeploymentView(canary).replicas()).isZero());
    int writes = world.writes.size();
    world.run(Duration.ofMinutes(5));
    assertThat(world.writes).as("the rejected template is not tried again").hasSize(writes);

    world.set("1.2");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.status.release().version()).isEqualTo("1.2");
    assertThat(world.canaries).isEmpty();
  }

  @Test
  void theStableTemplateAfterARollbackEndsTheMatter() {
    adopted();
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.set("1.1");
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
    world.set("1.0");
    world.until("stable", () -> world.status.phase() == Phase.Stable && !world.users().paused());
    world.run(Duration.ofSeconds(5));
    assertThat(world.canaries).isEmpty();
    assertThat(world.status.release().outcome()).isEqualTo(Outcome.RolledBack);
  }

  @Test
  void aCanaryThatNeverComesUpGetsNoUsers() {
    adopted();
    world.broken.add("1.1");
    world.set("1.1");
    world.untilStage(Stage.STARTING_CANARY);
    world.run(Duration.ofMinutes(5));
    assertThat(world.weights).containsExactly(0);
    Map<String, Object> canary = world.canaries.values().iterator().next();
    Unstructured.map(canary, "status")
        .put(
            "conditions",
            List.of(
                Map.of(
                    "type", "Progressing",
                    "status", "False",
                    "reason", "ProgressDeadlineExceeded",
                    "message", "timed out")));
    Decision decision = world.decide();
    assertThat(decision.state().release().reason()).isEqualTo("CanaryNotReady");
  }

  @Test
  void aCanaryWithoutReadyPodsLosesItsUsersAtOnce() {
    adopted();
    world.set("1.1");
    world.until("at 20%", () -> world.weight() == 20);
    Map<String, Object> canary = world.canaries.values().iterator().next();
    Unstructured.map(canary, "status").put("availableReplicas", 0);
    Decision decision = world.decide();
    assertThat(decision.change()).get().extracting(Change::summary).isEqualTo("canary weight 0%");
    assertThat(decision.state().stage()).isEqualTo(Stage.CANARY_UNAVAILABLE);
    assertThat(decision.events())
        .extracting(ReleaseEvent::reason)
        .startsWith(Reason.CanaryUnavailable);
  }

  @Test
  void nothingIsLearnedOfTheTimeWithoutReadyPods() {
    adopted();
    world.set("1.1");
    world.until("at 20%", () -> world.weight() == 20);
    world.run(Duration.ofSeconds(12));
    Map<String, Object> status =
        Unstructured.map(world.canaries.values().iterator().next(), "status");
    Object available = status.put("availableReplicas", 0);
    world.until("no requests", () -> world.weight() == 0);
    status.put("availableReplicas", available);
    world.until("at 20% again", () -> world.weight() == 20);
    long scraped = world.now.getEpochSecond() + 2L * MeteredTraffic.STEP;
    assertThat(world.decide().state().evidence().time()).isBetween(scraped - 1, scraped);
  }

  @Test
  void coldPodsThatFailSendUsersBackToTheCanary() {
    adopted();
    world.set("1.1");
    world.untilStage(Stage.SHIFTING_TO_STABLE);
    int compared = comparisons();
    assertThat(compared).as("errors, and latency at some bounds").isGreaterThan(1);
    world.cold = true;
    world.until("returned", () -> world.weight() == 100);
    assertThat(condition("Stalled")).isEqualTo("True");
    world.cold = false;
    world.untilStage(Stage.SHIFTING_TO_STABLE);
    assertThat(comparisons()).as("the second time").isEqualTo(compared);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  /** How much is compared: errors, and latency at each of its bounds. */
  private int comparisons() {
    return world.status.checkpoint().split("\"gateRho\"", -1).length - 1;
  }
}
