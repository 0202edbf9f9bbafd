package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.Stage;
import dev.sluice.messages.Reason;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.workload.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Interruptions: newer templates, pauses, edits, deletion, and an operator that stops or loses the
 * status.
 */
class InterruptedReleaseTest extends LifecycleFixture {
  @Test
  void aNewerTemplateSupersedes() {
    adopted();
    world.set("1.1");
    world.until("at 20%", () -> world.weight() == 20);
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
    world.until("at 20%", () -> world.weight() == 20);
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

  /** The operator records that it resumes the stable template, and does not live to do so. */
  @Test
  void aTemplateThatArrivesBeforeTheResumptionIsReleasedInSteps() {
    adopted();
    world.set("1.1");
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.until("rolled back", () -> world.status.phase() == Phase.RolledBack);
    world.set("1.0");
    world.acts = false;
    world.untilStage(Stage.RESUMING_STABLE_TEMPLATE);
    world.set("1.2");
    world.acts = true;
    world.run(Duration.ofSeconds(1));
    assertThat(world.users().paused()).as("1.2 is not verified").isTrue();
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.weights).endsWith(0, 5, 20, 50, 100, 75, 50, 0);
  }

  @Test
  void scalingToZeroWithdrawsUntilThereArePodsAgain() {
    adopted();
    world.set("1.1");
    world.until("at 20%", () -> world.weight() == 20);
    world.scale(0);
    world.until("withdrawn", () -> outcome() == Outcome.Withdrawn);
    assertThat(world.status.release().reason()).isEqualTo("ScaledToZero");
    world.run(Duration.ofMinutes(1));
    assertThat(world.canaries).isEmpty();
    assertThat(world.subset("stable")).isEmpty();
    assertThat(world.status.phase()).isEqualTo(Phase.Pending);
    assertThat(world.status.message()).contains("scaled to 0");
    world.scale(4);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.status.stable().version()).isEqualTo("1.1");
  }

  @Test
  void aReleaseThatIsScaledToZeroCanBeDeleted() {
    atTwentyPercent();
    world.scale(0);
    world.deleting = true;
    world.until("gone", () -> world.finished);
    assertThat(world.mesh).isEmpty();
    assertThat(world.canaries).isEmpty();
  }

  @Test
  void aBadCanaryBesideADeploymentThatIsScaledToZeroLosesItsRequests() {
    atTwentyPercent();
    world.operatorRuns = false;
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.run(Duration.ofMinutes(1));
    world.scale(0);
    world.run(Duration.ofSeconds(2));
    world.operatorRuns = true;
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
    assertThat(world.weight()).isZero();
  }

  /** The pause policy was not in force for a moment, and caught the roll-out in the middle. */
  @Test
  void noReleaseStartsWhilePodsOfTwoTemplatesRun() {
    adopted();
    world.operatorRuns = false;
    Map<String, Object> labels = Unstructured.map(world.deployment, "metadata", "labels");
    labels.remove(Labels.MANAGED);
    world.set("1.1");
    world.run(Duration.ofSeconds(1));
    labels.put(Labels.MANAGED, "true");
    world.set("1.2");
    world.operatorRuns = true;
    world.run(Duration.ofMinutes(1));
    assertThat(world.canaries).isEmpty();
    assertThat(world.status.phase()).isEqualTo(Phase.Pending);
    assertThat(world.status.message()).contains("two templates").contains("template of 1.0 again");
    world.set("1.0");
    world.until("one version", () -> world.status.phase() == Phase.Stable);
    world.run(Duration.ofSeconds(10));
    assertThat(world.users().complete()).isTrue();
    world.set("1.2");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void pausedGoesNoFurtherButTakesABadCanaryBack() {
    adopted();
    world.set("1.1");
    world.until("at 20%", () -> world.weight() == 20);
    world.spec = paused(true);
    world.run(Duration.ofMinutes(30));
    assertThat(world.weight()).isEqualTo(20);
    assertThat(world.status.phase()).isEqualTo(Phase.Paused);
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
  }

  @Test
  void anOutsideEditIsPutBackAndReported() {
    adopted();
    world.set("1.1");
    world.until("at 20%", () -> world.weight() == 20);
    world.run(Duration.ofSeconds(3));
    Unstructured.map(world.object("DestinationRule"), "spec").put("host", "other");
    world.run(Duration.ofSeconds(1));
    assertThat(Unstructured.text(world.object("DestinationRule"), "spec", "host"))
        .isEqualTo("users");
    assertThat(world.events).extracting(ReleaseEvent::reason).contains(Reason.Repaired);
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
  void aLostStatusIsRecoveredWithoutAJump() {
    adopted();
    world.set("1.1");
    world.until("at 20%", () -> world.weight() == 20);
    world.status = null;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.weights).containsExactly(0, 5, 20, 0, 5, 20, 50, 100, 75, 50, 0);
  }

  /** The garbage collector would remove route, subsets and pods in one moment. */
  @Test
  void objectsOfAnEarlierVersionLoseTheirOwner() {
    adopted();
    world.set("1.1");
    world.until("at 20%", () -> world.weight() == 20);
    List<Map<String, Object>> objects = new ArrayList<>(world.mesh.values());
    objects.addAll(world.canaries.values());
    Map<String, Object> other = Map.of("kind", "Application", "name", "shop", "uid", "o");
    for (Map<String, Object> object : objects) {
      Unstructured.map(object, "metadata")
          .put(
              "ownerReferences",
              List.of(other, Map.of("kind", "CanaryRelease", "name", "users", "uid", "u")));
    }
    world.run(Duration.ofSeconds(3));
    assertThat(world.mesh.values()).noneMatch(ManagedObject::isGarbageCollected);
    assertThat(world.canaries.values())
        .allSatisfy(
            canary ->
                assertThat(Unstructured.maps(canary, "metadata", "ownerReferences"))
                    .containsExactly(other));
    assertThat(world.weight()).isEqualTo(20);
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
    world.until("at 20%", () -> world.weight() == 20);
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

  private static CanaryReleaseSpec paused(boolean paused) {
    return new CanaryReleaseSpec(new Target("users"), null, paused, null, null, null, null, null);
  }
}
