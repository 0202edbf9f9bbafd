package dev.sluice.engine;

import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import java.time.Duration;

/**
 * A release in a simulated cluster on a virtual clock. The invariants of the mesh are checked at
 * every tick.
 */
abstract class LifecycleFixture {
  final LifecycleWorld world = new LifecycleWorld();

  LifecycleWorld adopted() {
    world.until("adopted", () -> world.status != null && world.status.phase() == Phase.Stable);
    return world;
  }

  /** In the second step of a release of 1.1, a few seconds after its weight was written. */
  LifecycleWorld atTwentyPercent() {
    adopted();
    world.set("1.1");
    world.until("at 20%", () -> world.weight() == 20);
    world.run(Duration.ofSeconds(3));
    return world;
  }

  Outcome outcome() {
    return world.status == null || world.status.release() == null
        ? null
        : world.status.release().outcome();
  }

  String condition(String type) {
    return world.status.conditions().stream()
        .filter(condition -> condition.type().equals(type))
        .map(Condition::status)
        .findFirst()
        .orElseThrow();
  }
}
