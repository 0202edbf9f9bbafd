package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Unstructured;
import dev.sluice.lifecycle.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pods that do not become ready: their cause is asked for, and shown. */
class LatePodsTest extends LifecycleFixture {
  private static final String CAUSE = "container app of pod a ends with exit code 1 (Error)";

  @Test
  void aCanaryThatDoesNotComeUpSaysWhy() {
    adopted();
    world.broken.add("1.1");
    world.set("1.1");
    world.untilStage(Stage.STARTING_CANARY);
    world.run(Duration.ofSeconds(10));
    assertThat(decide().latePods()).as("not late yet").isEmpty();
    world.run(Duration.ofSeconds(15));
    assertThat(decide().latePods())
        .hasValueSatisfying(pods -> assertThat(pods.name()).isEqualTo("users-canary-2"));
    world.podCause = Optional.of(CAUSE);
    world.run(Duration.ofSeconds(6));
    assertThat(world.status.message()).startsWith("Starting 1.1: ").endsWith("; " + CAUSE);
    Unstructured.map(world.canaries.values().iterator().next(), "status")
        .put(
            "conditions",
            List.of(
                Map.of(
                    "type", "Progressing",
                    "status", "False",
                    "reason", "ProgressDeadlineExceeded",
                    "message", "timed out")));
    Decision ended = decide();
    assertThat(ended.state().release().reason()).isEqualTo("CanaryNotReady");
    assertThat(ended.state().release().message()).isEqualTo("timed out; " + CAUSE);
  }

  /** A quota stands in the Deployment itself. */
  @Test
  void podsThatCannotBeCreatedSayWhyWithoutBeingAsked() {
    adopted();
    world.broken.add("1.1");
    world.set("1.1");
    world.untilStage(Stage.STARTING_CANARY);
    world.run(Duration.ofSeconds(25));
    String quota = "pods \"users-canary-2-x\" is forbidden: exceeded quota";
    Unstructured.map(world.canaries.values().iterator().next(), "status")
        .put(
            "conditions",
            List.of(Map.of("type", "ReplicaFailure", "status", "True", "message", quota)));
    assertThat(decide().status().message()).endsWith("; " + quota);
  }

  @Test
  void nothingIsAskedAtRest() {
    adopted();
    world.run(Duration.ofMinutes(5));
    assertThat(decide().latePods()).isEmpty();
  }

  private Decision decide() {
    return world.cached.decide(
        world.observe(), world.policies.read(world.spec), world.status, world.now);
  }
}
