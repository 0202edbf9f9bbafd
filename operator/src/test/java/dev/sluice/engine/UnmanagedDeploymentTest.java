package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.lifecycle.ActionRequest;
import dev.sluice.lifecycle.ReleaseAction;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.Stage;
import dev.sluice.messages.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The annotation {@code sluice.dev/unmanaged}: a person acts, Sluice watches. */
class UnmanagedDeploymentTest extends LifecycleFixture {
  private static final String MESSAGE =
      "Deployment users has the annotation sluice.dev/unmanaged: Sluice changes nothing."
          + " Remove the annotation to continue";

  @ParameterizedTest
  @EnumSource(
      names = {
        "PINNING_STABLE",
        "STARTING_CANARY",
        "SCALING_CANARY",
        "RUNNING_STEP",
        "RESUMING_DEPLOYMENT",
        "ROLLING_OUT",
        "REPINNING_STABLE",
        "SHIFTING_TO_STABLE",
        "DRAINING_CANARY",
        "DELETING_CANARY",
        "UNPINNING_STABLE"
      })
  void nothingIsWrittenAndThenTheReleaseContinues(Stage stage) {
    adopted();
    world.set("1.1");
    world.untilStage(stage);
    assertNothingIsWritten(Duration.ofMinutes(10));
    assertThat(world.state().stage()).isEqualTo(stage);
    world.unmanaged(false);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.weights).containsExactly(0, 5, 20, 50, 100, 75, 50, 0);
    assertThat(count(Reason.Unmanaged)).isOne();
    assertThat(count(Reason.Managed)).isOne();
    assertThat(count(Reason.Repaired)).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"ROLLING_BACK", "STOPPING_CANARY", "UNPINNING_STABLE"})
  void aRollbackWaitsToo(Stage stage) {
    adopted();
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.set("1.1");
    world.untilStage(stage);
    assertNothingIsWritten(Duration.ofMinutes(10));
    world.unmanaged(false);
    world.until("rolled back", () -> world.status.phase() == Phase.RolledBack);
  }

  @ParameterizedTest
  @EnumSource(names = {"PENDING", "MARKING_DEPLOYMENT", "CREATING_SUBSETS", "CREATING_ROUTE"})
  void anAdoptionWaitsToo(Stage stage) {
    if (stage != Stage.PENDING) {
      world.untilStage(stage);
    }
    assertNothingIsWritten(Duration.ofMinutes(10));
    world.unmanaged(false);
    adopted();
  }

  @Test
  void atRestATemplateRollsOutNativelyAndIsTheStableVersionThen() {
    adopted();
    world.unmanaged(true);
    world.set("1.1");
    assertThat(world.users().paused()).isFalse();
    world.run(Duration.ofMinutes(1));
    assertThat(world.users().complete()).isTrue();
    assertThat(world.status.stable().version()).isEqualTo("1.0");
    world.unmanaged(false);
    world.until("known", () -> world.status.stable().version().equals("1.1"));
    assertThat(count(Reason.RolledOutWithoutRelease)).isOne();
    assertThat(world.canaries).isEmpty();
    world.set("1.2");
    assertThat(world.users().paused()).isTrue();
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  /** What failed meanwhile is not learned; what fails afterwards is. */
  @Test
  void aBadCanaryIsRolledBackOnceItIsManagedAgain() {
    atTwentyPercent();
    world.unmanaged(true);
    world.run(Duration.ofSeconds(1));
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.run(Duration.ofMinutes(5));
    assertThat(world.weight()).isEqualTo(20);
    world.quality = version -> Quality.GOOD;
    world.run(Duration.ofSeconds(30));
    world.unmanaged(false);
    world.run(Duration.ofSeconds(30));
    assertThat(world.status.phase()).isEqualTo(Phase.Releasing);
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
  }

  @Test
  void theStepBeginsAgain() {
    atTwentyPercent();
    world.unmanaged(true);
    world.run(Duration.ofMinutes(10));
    world.unmanaged(false);
    world.run(Duration.ofSeconds(55));
    assertThat(world.weight()).isEqualTo(20);
    world.until("at 50%", () -> world.weight() == 50);
  }

  @Test
  void whatWasEditedMeanwhileIsRestoredThen() {
    atTwentyPercent();
    world.unmanaged(true);
    Unstructured.map(world.object("DestinationRule"), "spec").put("host", "other");
    world.run(Duration.ofMinutes(1));
    assertThat(Unstructured.text(world.object("DestinationRule"), "spec", "host"))
        .isEqualTo("other");
    world.unmanaged(false);
    world.run(Duration.ofSeconds(1));
    assertThat(Unstructured.text(world.object("DestinationRule"), "spec", "host"))
        .isEqualTo("users");
    assertThat(world.weight()).isEqualTo(20);
  }

  @Test
  void theDeletionWaits() {
    atTwentyPercent();
    world.unmanaged(true);
    world.deleting = true;
    world.run(Duration.ofMinutes(5));
    assertThat(world.finished).isFalse();
    assertThat(world.weight()).isEqualTo(20);
    assertThat(world.status.phase()).isEqualTo(Phase.Terminating);
    assertThat(world.status.message()).isEqualTo(MESSAGE);
    world.unmanaged(false);
    world.until("gone", () -> world.finished);
    assertThat(world.mesh).isEmpty();
  }

  @Test
  void anActionWaits() {
    atTwentyPercent();
    world.unmanaged(true);
    world.actions.add(new ActionRequest(ReleaseAction.PROMOTE, 2, ""));
    world.run(Duration.ofMinutes(5));
    assertThat(world.weight()).isEqualTo(20);
    world.unmanaged(false);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.weights).containsExactly(0, 5, 20, 100, 75, 50, 0);
  }

  @Test
  void anOperatorThatStopsInBetweenReportsItOnce() {
    atTwentyPercent();
    world.unmanaged(true);
    world.run(Duration.ofSeconds(2));
    world.operatorRuns = false;
    world.run(Duration.ofMinutes(1));
    world.operatorRuns = true;
    world.run(Duration.ofMinutes(1));
    assertThat(count(Reason.Unmanaged)).isOne();
    world.unmanaged(false);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  private void assertNothingIsWritten(Duration time) {
    world.unmanaged(true);
    int statusWrites = world.statusWrites;
    List<String> writes = List.copyOf(world.writes);
    Map<ObjectKey, Map<String, Object>> mesh = Map.copyOf(world.mesh);
    world.run(time);
    assertThat(world.writes).isEqualTo(writes);
    assertThat(world.mesh).isEqualTo(mesh);
    assertThat(world.statusWrites - statusWrites).as("status").isLessThanOrEqualTo(2);
    assertThat(world.status.message()).isEqualTo(MESSAGE);
    assertThat(world.status.phase()).isEqualTo(Phase.Paused);
    assertThat(world.status.conditions())
        .filteredOn(condition -> condition.type().equals("Ready"))
        .extracting(Condition::status, Condition::reason, Condition::message)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("Unknown", "Unmanaged", MESSAGE));
  }

  private long count(Reason reason) {
    return world.events.stream().map(ReleaseEvent::reason).filter(reason::equals).count();
  }
}
