package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An edit of {@code spec.steps} in the middle: a step is known by its name and weight. */
class StepEditTest {
  private final LifecycleWorld world = new LifecycleWorld();

  private static StepSpec step(String name, int weight, String duration) {
    return new StepSpec(name, weight, duration, null);
  }

  private static CanaryReleaseSpec steps(StepSpec... steps) {
    return new CanaryReleaseSpec(
        new Target("users"), null, null, List.of(steps), null, null, null, null);
  }

  /** In step "more", the second of three. */
  private void at20() {
    world.spec = steps(step("few", 5, "10s"), step("more", 20, "1m"), step("half", 50, "10s"));
    world.until("adopted", () -> world.status != null && world.status.phase() == Phase.Stable);
    world.set("1.1");
    world.until("at 20%", () -> world.weight() == 20);
    world.run(Duration.ofSeconds(5));
  }

  private void untilPromoted() {
    world.until(
        "promoted",
        () ->
            world.status.release().outcome() == Outcome.Promoted
                && world.status.phase() == Phase.Stable);
  }

  @Test
  void aStepAddedBeforeTheOneInForceIsNotRun() {
    at20();
    world.spec =
        steps(
            step("first", 1, "10s"),
            step("few", 5, "10s"),
            step("more", 20, "1m"),
            step("half", 50, "10s"));
    world.run(Duration.ofSeconds(1));
    assertThat(world.status.release().step().progress()).isEqualTo("3/5");
    assertThat(world.status.release().step().name()).isEqualTo("more");
    untilPromoted();
    assertThat(world.weights).containsExactly(0, 5, 20, 50, 100, 75, 50, 0);
  }

  @Test
  void aStepAddedAfterItIsRun() {
    at20();
    world.spec = steps(step("more", 20, "1m"), step("third", 33, "10s"), step("half", 50, "10s"));
    untilPromoted();
    assertThat(world.weights).containsExactly(0, 5, 20, 33, 50, 100, 75, 50, 0);
  }

  @Test
  void withoutAnyStepAboveItTheLastOneComesNext() {
    at20();
    world.spec = steps(step("tiny", 5, "10s"));
    untilPromoted();
    assertThat(world.weights)
        .as("the weight neither falls nor is promoted from below 100%")
        .containsExactly(0, 5, 20, 100, 75, 50, 0);
  }

  @Test
  void anEditAloneRaisesNoWeight() {
    at20();
    world.spec = steps(step("few", 5, "10s"), step("more", 60, "3m"));
    world.run(Duration.ofSeconds(100));
    assertThat(world.weight()).as("the step's new time counts, at its old weight").isEqualTo(20);
    world.until("the step of that name, at its new weight", () -> world.weight() == 60);
    untilPromoted();
    assertThat(world.weights).containsExactly(0, 5, 20, 60, 100, 75, 50, 0);
  }

  @Test
  void aRemovedStepKeepsItsTimeUntilItIsPassed() {
    at20();
    world.spec = steps(step("half", 50, "10s"));
    world.run(Duration.ofSeconds(30));
    assertThat(world.weight()).as("its minute is not over").isEqualTo(20);
    assertThat(world.status.release().step().name()).isEqualTo("more");
    untilPromoted();
    assertThat(world.weights).containsExactly(0, 5, 20, 50, 100, 75, 50, 0);
  }
}
