package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.Stage;
import dev.sluice.messages.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Deployment is deleted and created again ({@code kubectl replace --force}). Kubernetes rolls
 * it out at once; requests follow to the pods that exist.
 */
class RecreatedDeploymentTest extends LifecycleFixture {

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "1.2"})
  void withAnotherTemplateItIsTheStableVersion(String version) {
    atTwentyPercent();
    world.recreate(version);
    world.until("superseded", () -> outcome() == Outcome.Superseded);
    world.until("stable", () -> world.status.phase() == Phase.Stable);
    world.run(Duration.ofSeconds(10));
    assertThat(world.status.stable().version()).isEqualTo(version);
    assertThat(world.status.release().reason()).isEqualTo("DeploymentRecreated");
    assertThat(world.events)
        .extracting(ReleaseEvent::reason)
        .containsOnlyOnce(Reason.DeploymentRecreated);
    atRest();
  }

  @Test
  void withTheStableTemplateTheReleaseIsWithdrawn() {
    atTwentyPercent();
    world.recreate("1.0");
    world.until("withdrawn", () -> outcome() == Outcome.Withdrawn);
    world.until("stable", () -> world.status.phase() == Phase.Stable);
    world.run(Duration.ofSeconds(10));
    assertThat(world.status.stable().version()).isEqualTo("1.0");
    atRest();
  }

  /** Of both sides only the canary has ready pods: its share is not sent to none. */
  @Test
  void requestsStayOnTheCanaryUntilTheDeploymentHasAReadyPod() {
    atTwentyPercent();
    world.broken.add("1.0");
    world.recreate("1.0");
    world.run(Duration.ofSeconds(30));
    assertThat(world.weight()).as("the canary alone has pods").isEqualTo(100);
    assertThat(world.status.message()).contains("until a pod of 1.0 is");
    world.quality = version -> Quality.BAD;
    world.run(Duration.ofSeconds(30));
    assertThat(world.weight()).as("even a bad canary answers more than none").isEqualTo(100);
    world.broken.clear();
    world.recreate("1.0");
    world.until("withdrawn", () -> outcome() == Outcome.Withdrawn);
    assertThat(world.weight()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {
        "PINNING_STABLE",
        "STARTING_CANARY",
        "SCALING_CANARY",
        "RUNNING_STEP",
        "ROLLING_BACK",
        "STOPPING_CANARY",
        "UNPINNING_STABLE"
      })
  void inEachStageBeforeThePromotion(Stage stage) {
    adopted();
    boolean back = stage.compareTo(Stage.ROLLING_BACK) >= 0;
    world.quality = version -> back && version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.set("1.1");
    world.untilStage(stage);
    world.recreate("1.2");
    world.until("stable on 1.2", () -> "1.2".equals(world.status.stable().version()));
    world.until("stable", () -> world.status.phase() == Phase.Stable);
    world.run(Duration.ofSeconds(10));
    atRest();
  }

  @Test
  void whileTheCanaryReleaseIsDeleted() {
    atTwentyPercent();
    world.deleting = true;
    world.recreate("1.2");
    world.until("gone", () -> world.finished);
    assertThat(world.mesh).isEmpty();
    assertThat(world.canaries).isEmpty();
    assertThat(world.users().complete()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"RESUMING_DEPLOYMENT", "ROLLING_OUT", "REPINNING_STABLE", "SHIFTING_TO_STABLE"})
  void inThePromotionRequestsAreOnTheCanary(Stage stage) {
    adopted();
    world.set("1.1");
    world.untilStage(stage);
    world.recreate("1.1");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    world.run(Duration.ofSeconds(10));
    assertThat(world.status.stable().version()).isEqualTo("1.1");
    atRest();
  }

  private void atRest() {
    assertThat(world.weight()).isZero();
    assertThat(world.canaries).isEmpty();
    assertThat(world.subset("stable")).isEmpty();
    assertThat(world.users().complete()).isTrue();
    assertThat(world.users().paused()).isFalse();
    assertThat(world.users().managed()).isTrue();
  }

  /** As in a namespace that is being deleted. */
  @Test
  void aDeploymentThatIsGoneBeforeItsCanaryExistsFailsNoDecision() {
    adopted();
    world.set("1.1");
    world.until("a canary is made", () -> !world.canaries.isEmpty());
    world.canaries.clear();
    world.deployment = null;
    world.run(Duration.ofSeconds(5));
    assertThat(world.status.conditions())
        .extracting(Condition::reason)
        .contains("DeploymentNotFound")
        .doesNotContain("DecisionFailed");
  }
}
