package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.api.v1alpha1.NoDataAction;
import dev.sluice.api.v1alpha1.OnNoData;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.Stage;
import dev.sluice.messages.Reason;
import dev.sluice.plan.Change;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The life of a release on a virtual clock, with the mesh's invariants checked at every tick. */
class LifecycleTest {
  private final LifecycleWorld world = new LifecycleWorld();

  private LifecycleWorld adopted() {
    world.until("adopted", () -> world.status != null && world.status.phase() == Phase.Stable);
    return world;
  }

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
  void notKnowingHoldsAndGoesOn() {
    adopted();
    world.set("1.1");
    world.until("at 5 %", () -> world.weight() == 5);
    world.quality = version -> Quality.UNSEEN;
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(10));
    assertThat(world.weights).containsExactly(0, 5);
    assertThat(condition("Reconciling")).isEqualTo("True");
    world.run(Duration.ofMinutes(25));
    assertThat(condition("Stalled")).as("after onNoData.after").isEqualTo("True");
    assertThat(condition("Reconciling")).isEqualTo("False");
    world.quality = version -> Quality.GOOD;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void nobodyReachesTheCanaryBeforeTheStableVersionIsKnown() {
    adopted();
    world.quality = version -> Quality.UNSEEN;
    world.set("1.1");
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(10));
    assertThat(world.weights).containsExactly(0);
    assertThat(world.status.message()).contains("Prometheus at prometheus:9090 is unreachable");
    assertThat(condition("MetricsAvailable")).isEqualTo("False");
    world.quality = version -> Quality.GOOD;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void notKnowingRollsBackOnlyWhenThePolicySaysSo() {
    world.spec =
        withAnalysis(
            new Analysis(null, null, null, null, new OnNoData("2m", NoDataAction.RollBack), null));
    adopted();
    world.quality = version -> Quality.UNSEEN;
    world.set("1.1");
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
    assertThat(world.status.release().reason()).isEqualTo("NoData");
  }

  @Test
  void aSharedOutageHolds() {
    adopted();
    world.run(Duration.ofMinutes(20));
    world.set("1.1");
    world.until("at 5 %", () -> world.weight() == 5);
    world.outage = 0.2;
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(10));
    assertThat(world.weights).containsExactly(0, 5);
    assertThat(world.status.release().step().waitingFor()).isEqualTo("SharedOutage");
    world.outage = 0;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  /** At 5 %, with too few requests in the half hour before to tell what is usual. */
  private void newInTheMesh() {
    int rate = world.rate;
    world.rate = 1;
    adopted();
    world.set("1.1");
    world.until("at 5 %", () -> world.weight() == 5);
    world.rate = rate;
  }

  @Test
  void aSharedOutageHoldsAlsoWhereLittleIsKnownOfBefore() {
    newInTheMesh();
    world.outage = 0.2;
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(5));
    assertThat(world.weights).containsExactly(0, 5);
    assertThat(world.status.release().step().waitingFor()).isEqualTo("SharedOutage");
    world.outage = 0;
    world.until("over", () -> world.status.phase() == Phase.Releasing);
  }

  @Test
  void manyErrorsThatWereAlwaysThereAreNoOutageForLong() {
    newInTheMesh();
    world.outage = 0.2;
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(11));
    assertThat(world.status.phase()).isEqualTo(Phase.Releasing);
  }

  /** At 100 % there is nothing to tell a slow version from a busy node by. */
  @Test
  void aSlowCanaryWithNothingBesideItIsHeldUntilItIsFast() {
    adopted();
    world.set("1.1");
    world.until("at 100 %", () -> world.weight() == 100);
    world.run(Duration.ofMinutes(1));
    world.busy = true;
    world.until("held", () -> world.status.phase() == Phase.Held);
    assertThat(world.status.release().step().waitingFor()).isEqualTo("HarmSuspected");
    assertThat(world.status.message())
        .contains("canary exceeds 50 ms in")
        .contains("of recent requests, stable did in");
    world.run(Duration.ofMinutes(30));
    assertThat(world.weight()).isEqualTo(100);
    world.busy = false;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void nodesThatAreBusyUnderBothVersionsHoldNothing() {
    adopted();
    world.set("1.1");
    world.until("at 20 %", () -> world.weight() == 20);
    world.busy = true;
    world.until("at 50 %", () -> world.weight() == 50);
    assertThat(world.events).extracting(ReleaseEvent::reason).doesNotContain(Reason.Held);
  }

  @Test
  void aNewerTemplateSupersedes() {
    adopted();
    world.set("1.1");
    world.until("at 20 %", () -> world.weight() == 20);
    world.set("1.2");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.weights).containsExactly(0, 5, 20, 0, 5, 20, 50, 100, 75, 50, 0);
    assertThat(world.status.history())
        .extracting(HistoryEntry::version, HistoryEntry::outcome)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1.2", Outcome.Promoted),
            org.assertj.core.groups.Tuple.tuple("1.1", Outcome.Superseded));
  }

  @Test
  void theStableTemplateInTheMiddleWithdraws() {
    adopted();
    world.set("1.1");
    world.until("at 20 %", () -> world.weight() == 20);
    world.set("1.0");
    world.until("withdrawn", () -> outcome() == Outcome.Withdrawn);
    world.run(Duration.ofSeconds(10));
    assertThat(world.users().paused()).isFalse();
    assertThat(world.canaries).isEmpty();
    assertThat(world.status.phase()).isEqualTo(Phase.Stable);
  }

  @Test
  void aNewerTemplateInTheMiddleOfThePromotionLeavesUsersOnProvenPods() {
    adopted();
    world.set("1.1");
    world.untilStage(Stage.ROLLING_OUT);
    world.run(Duration.ofSeconds(1));
    world.set("1.2");
    world.until("released", () -> "1.2".equals(world.status.stable().version()));
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.users().complete()).isTrue();
    assertThat(world.canaries).isEmpty();
    assertThat(world.subset("stable")).isEmpty();
  }

  @Test
  void aBadTemplateInTheMiddleOfThePromotionGoesBackToTheProvenCanary() {
    adopted();
    world.set("1.1");
    world.untilStage(Stage.ROLLING_OUT);
    world.run(Duration.ofSeconds(1));
    world.quality = version -> version.equals("1.2") ? Quality.BAD : Quality.GOOD;
    world.set("1.2");
    world.until("rolled back", () -> world.status.phase() == Phase.RolledBack);
    assertThat(world.status.stable().version()).isEqualTo("1.1");
    assertThat(world.subset("stable")).containsEntry(Labels.REVISION, "2");
    world.set("1.1");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.canaries).isEmpty();
    assertThat(world.subset("stable")).isEmpty();
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
    world.until("at 20 %", () -> world.weight() == 20);
    Map<String, Object> canary = world.canaries.values().iterator().next();
    Unstructured.map(canary, "status").put("availableReplicas", 0);
    Decision decision = world.decide();
    assertThat(decision.change()).get().extracting(Change::summary).isEqualTo("canary weight 0%");
    assertThat(decision.state().release().reason()).isEqualTo("CanaryUnavailable");
  }

  @Test
  void pausedGoesNoFurtherButTakesABadCanaryBack() {
    adopted();
    world.set("1.1");
    world.until("at 20 %", () -> world.weight() == 20);
    world.spec = paused(true);
    world.run(Duration.ofMinutes(30));
    assertThat(world.weight()).isEqualTo(20);
    assertThat(world.status.phase()).isEqualTo(Phase.Paused);
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
  }

  @Test
  void aChangeWithTheOperatorDownIsReleasedWhenItIsBack() {
    adopted();
    world.operatorRuns = false;
    world.set("1.1");
    world.run(Duration.ofMinutes(5));
    assertThat(world.users().paused()).isTrue();
    world.operatorRuns = true;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void theOperatorMayStopAnywhere() {
    adopted();
    world.set("1.1");
    for (int i = 0; i < 400 && outcome() != Outcome.Promoted; i++) {
      world.run(Duration.ofSeconds(2));
      world.operatorRuns = false;
      world.run(Duration.ofSeconds(7));
      world.operatorRuns = true;
    }
    assertThat(outcome()).isEqualTo(Outcome.Promoted);
    assertThat(world.weights).containsExactly(0, 5, 20, 50, 100, 75, 50, 0);
  }

  @Test
  void anOutsideEditIsPutBackAndReported() {
    adopted();
    world.set("1.1");
    world.until("at 20 %", () -> world.weight() == 20);
    world.run(Duration.ofSeconds(3));
    Unstructured.map(world.object("DestinationRule"), "spec").put("host", "other");
    world.run(Duration.ofSeconds(1));
    assertThat(Unstructured.text(world.object("DestinationRule"), "spec", "host"))
        .isEqualTo("users");
    assertThat(world.events).extracting(ReleaseEvent::reason).contains(Reason.Repaired);
  }

  @Test
  void deletionGivesEverythingBack() {
    adopted();
    world.deleting = true;
    world.until("gone", () -> world.finished);
    assertThat(world.mesh).isEmpty();
    assertThat(world.users().managed()).isFalse();
  }

  @Test
  void deletionInTheMiddleTakesUsersBackFirst() {
    adopted();
    world.set("1.1");
    world.until("at 20 %", () -> world.weight() == 20);
    world.deleting = true;
    world.until("gone", () -> world.finished);
    assertThat(world.weights).endsWith(20, 0);
    assertThat(world.mesh).isEmpty();
    assertThat(world.canaries).isEmpty();
    assertThat(world.users().paused()).as("a template that was not released stays paused").isTrue();
  }

  @Test
  void deletionDuringThePromotionFinishesIt() {
    adopted();
    world.set("1.1");
    world.untilStage(Stage.ROLLING_OUT);
    world.deleting = true;
    world.until("gone", () -> world.finished);
    assertThat(world.users().complete()).isTrue();
    assertThat(world.mesh).isEmpty();
    assertThat(world.canaries).isEmpty();
  }

  @Test
  void aLostStatusIsRecoveredWithoutAJump() {
    adopted();
    world.set("1.1");
    world.until("at 20 %", () -> world.weight() == 20);
    world.status = null;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.weights).containsExactly(0, 5, 20, 0, 5, 20, 50, 100, 75, 50, 0);
  }

  @Test
  void aReplicaCountThatMovesIsFollowed() {
    adopted();
    world.set("1.1");
    world.until("at 50 %", () -> world.weight() == 50);
    world.scale(10);
    world.until("at 100 %", () -> world.weight() == 100);
    assertThat(new DeploymentView(world.canaries.values().iterator().next()).replicas())
        .isEqualTo(10);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  private Outcome outcome() {
    return world.status == null || world.status.release() == null
        ? null
        : world.status.release().outcome();
  }

  private String condition(String type) {
    return world.status.conditions().stream()
        .filter(condition -> condition.type().equals(type))
        .map(Condition::status)
        .findFirst()
        .orElseThrow();
  }

  private static CanaryReleaseSpec withAnalysis(Analysis analysis) {
    return new CanaryReleaseSpec(new Target("users"), null, null, null, analysis, null, null, null);
  }

  private static CanaryReleaseSpec paused(boolean paused) {
    return new CanaryReleaseSpec(new Target("users"), null, paused, null, null, null, null, null);
  }
}
