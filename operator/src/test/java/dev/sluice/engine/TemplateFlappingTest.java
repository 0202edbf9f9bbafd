package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.common.Quantities;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.messages.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Releases that end before anything is known of them do not start again and again. */
class TemplateFlappingTest extends LifecycleFixture {
  private static final Duration TURN = Duration.ofSeconds(12);
  private static final Duration WINDOW = Duration.ofMinutes(10);

  @Test
  void twoToolsThatTakeTurnsWithABadVersion() {
    adopted();
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    takeTurns(Duration.ofMinutes(8));
    assertThat(started()).as("releases of 1.1").hasSize(2);
    assertThat(world.weight()).isZero();
    assertThat(world.canaries).isEmpty();
    assertThat(messages(Reason.TemplateFlapping)).hasSize(1);

    world.set("1.1", "keel");
    world.run(Duration.ofSeconds(1));
    Instant until = firstEnd().plus(WINDOW);
    assertThat(world.status.phase()).isEqualTo(Phase.Waiting);
    assertThat(world.status.message())
        .isEqualTo(
            "Pod templates take turns (field managers: argocd, keel): two releases ended before"
                + " their promotion within 10m; the release of 1.1 starts at "
                + Quantities.text(until)
                + ", or at once with sluice retry");
    assertThat(world.status.conditions())
        .filteredOn(condition -> condition.type().equals("Ready"))
        .extracting(Condition::status, Condition::reason)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("Unknown", "TemplateFlapping"));
    int statusWrites = world.statusWrites;
    world.until("started", () -> started().size() == 3);
    assertThat(world.statusWrites).as("writes while it waits").isEqualTo(statusWrites + 1);
    assertThat(Duration.between(until, world.now)).isBetween(Duration.ZERO, Duration.ofSeconds(1));
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
  }

  @Test
  void aFixOfAVersionThatWasRolledBackTwiceDoesNotWait() {
    adopted();
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    takeTurns(Duration.ofMinutes(2));
    assertThat(world.status.history())
        .extracting(HistoryEntry::outcome)
        .containsExactly(Outcome.RolledBack, Outcome.RolledBack);
    world.set("1.2");
    world.run(Duration.ofSeconds(5));
    assertThat(started()).hasSize(3);
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  /**
   * Of good versions too: each is withdrawn after a moment. The rate stays bounded for as long as
   * they fight.
   */
  @Test
  void anHourOfTurns() {
    adopted();
    takeTurns(Duration.ofHours(1));
    assertThat(started()).hasSizeLessThanOrEqualTo(2 * 7);
    assertThat(messages(Reason.TemplateFlapping)).hasSizeLessThanOrEqualTo(started().size());
  }

  @Test
  void theThirdTemplateWaitsToo() {
    atTwentyPercent();
    world.set("1.2");
    world.until("1.2 at 5%", () -> world.weight() == 5);
    world.set("1.3");
    world.until("waiting", () -> world.status.phase() == Phase.Waiting);
    assertThat(world.canaries).isEmpty();
    assertThat(world.subset("stable")).as("at rest").isEmpty();
    assertThat(world.status.message())
        .contains("the release of 1.3 starts at")
        .endsWith("Z, or at once with sluice retry");
    Instant until = firstEnd().plus(WINDOW);
    world.until("started", () -> started().size() == 3);
    assertThat(Duration.between(until, world.now)).isBetween(Duration.ZERO, Duration.ofSeconds(1));
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void theStableTemplateEndsTheWait() {
    atTwentyPercent();
    world.set("1.2");
    world.until("1.2 at 5%", () -> world.weight() == 5);
    world.set("1.3");
    world.until("waiting", () -> world.status.phase() == Phase.Waiting);
    world.set("1.0");
    world.until("stable", () -> world.status.phase() == Phase.Stable && !world.users().paused());
  }

  @Test
  void twoEndsThatAreFarApartDelayNothing() {
    atTwentyPercent();
    world.set("1.0");
    world.until("withdrawn", () -> outcome() == Outcome.Withdrawn);
    world.run(WINDOW);
    for (String version : List.of("1.2", "1.0", "1.3")) {
      world.set(version);
      world.run(Duration.ofSeconds(40));
    }
    assertThat(started()).hasSize(3);
    assertThat(messages(Reason.TemplateFlapping)).isEmpty();
  }

  /** An autoscaler to 0 starts the same version again, with nothing known of it. */
  @Test
  void scalingToZeroCounts() {
    atTwentyPercent();
    for (int i = 0; i < 2; i++) {
      world.scale(0);
      world.until("withdrawn", () -> outcome() == Outcome.Withdrawn);
      world.scale(4);
      world.run(Duration.ofSeconds(20));
    }
    assertThat(started()).hasSize(2);
    assertThat(world.status.phase()).isEqualTo(Phase.Waiting);
  }

  @Test
  void anOperatorThatStopsInBetweenReportsItOnce() {
    atTwentyPercent();
    world.set("1.2");
    world.until("1.2 at 5%", () -> world.weight() == 5);
    world.set("1.3");
    world.until("waiting", () -> world.status.phase() == Phase.Waiting);
    world.operatorRuns = false;
    world.run(Duration.ofMinutes(1));
    world.operatorRuns = true;
    world.run(Duration.ofMinutes(1));
    assertThat(messages(Reason.TemplateFlapping)).hasSize(1);
    assertThat(world.status.phase()).isEqualTo(Phase.Waiting);
  }

  private void takeTurns(Duration time) {
    Instant end = world.now.plus(time);
    while (world.now.isBefore(end)) {
      world.set("1.1", "keel");
      world.run(TURN);
      world.set("1.0", "argocd");
      world.run(TURN);
    }
  }

  private Instant firstEnd() {
    return Instant.parse(
        world.status.history().get(world.status.history().size() - 1).finishedAt());
  }

  private List<String> started() {
    return messages(Reason.ReleaseStarted);
  }

  private List<String> messages(Reason reason) {
    return world.events.stream()
        .filter(event -> event.reason() == reason)
        .map(ReleaseEvent::message)
        .toList();
  }
}
