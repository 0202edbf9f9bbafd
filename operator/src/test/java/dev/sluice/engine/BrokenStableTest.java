package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.lifecycle.ReleaseEvent;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A stable version that answers with errors does not stop its own repair. */
class BrokenStableTest extends LifecycleFixture {
  private void breakStable() {
    world.quality = version -> version.equals("1.0") ? Quality.BAD : Quality.GOOD;
  }

  private Duration timeOfRelease() {
    Instant start = world.now;
    world.set("1.1");
    world.until("over", () -> outcome() != null && outcome() != Outcome.InProgress);
    assertThat(outcome()).isEqualTo(Outcome.Promoted);
    return Duration.between(start, world.now);
  }

  @Test
  void theRepairIsReleasedAsFastAsAnyVersion() {
    adopted();
    world.run(Duration.ofMinutes(30));
    breakStable();
    world.run(Duration.ofMinutes(2));
    Duration repair = timeOfRelease();
    LifecycleWorld healthy = new LifecycleWorld();
    healthy.until("adopted", () -> healthy.status != null);
    healthy.run(Duration.ofMinutes(32));
    Instant start = healthy.now;
    healthy.set("1.1");
    healthy.until(
        "promoted",
        () ->
            healthy.status.release() != null
                && healthy.status.release().outcome() == Outcome.Promoted);
    assertThat(repair).isLessThan(Duration.between(start, healthy.now).plusMinutes(2));
  }

  @Test
  void alsoWhereTheStableVersionFailsForMostOfTheHalfHourBefore() {
    adopted();
    world.run(Duration.ofMinutes(10));
    breakStable();
    world.run(Duration.ofMinutes(20));
    timeOfRelease();
    assertThat(world.weights).startsWith(0, 5, 20, 50, 100);
  }

  @Test
  void whatPassesAStepSaysThatTheStableVersionFails() {
    adopted();
    world.run(Duration.ofMinutes(30));
    world.set("1.1");
    world.until("at 5%", () -> world.weight() == 5);
    breakStable();
    world.until("at 20%", () -> world.weight() == 20);
    assertThat(world.events)
        .extracting(ReleaseEvent::message)
        .anySatisfy(
            message ->
                assertThat(message)
                    .contains("stable fails")
                    .contains("usually 0.1%, and canary does not")
                    .contains("verified for 20%"));
  }

  @Test
  void aVersionThatFailsTooIsHeld() {
    adopted();
    world.run(Duration.ofMinutes(30));
    world.quality = version -> Quality.BAD;
    world.set("1.1");
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(10));
    assertThat(world.weights).containsExactly(0, 5);
    assertThat(world.status.release().step().waitingFor()).isEqualTo("SharedOutage");
    world.quality = version -> version.equals("1.0") ? Quality.GOOD : Quality.BAD;
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
  }

  @Test
  void whatABrokenVersionDoesIsNotWhatTheNextOneMayDo() {
    adopted();
    world.run(Duration.ofMinutes(10));
    breakStable();
    world.run(Duration.ofMinutes(20));
    world.set("1.1");
    world.until("at 100%", () -> world.weight() == 100);
    world.quality = version -> Quality.BAD;
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
    assertThat(world.status.release().reason()).isEqualTo("ErrorRateTooHigh");
  }
}
