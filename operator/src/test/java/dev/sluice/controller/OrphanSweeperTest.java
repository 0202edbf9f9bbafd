package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.ReleaseRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrphanSweeperTest {
  private static final ReleaseRef USERS = release("users");
  private static final ReleaseRef ORDERS = release("orders");

  private final List<ReleaseRef> missing = new ArrayList<>();
  private final Set<ReleaseRef> existing = new HashSet<>();
  private final List<String> story = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private int turnsOfRemoval = 2;

  private final OrphanSweeper sweeper =
      new OrphanSweeper(
          () -> List.copyOf(missing),
          release -> !existing.contains(release),
          new OrphanSweeper.Removals() {
            @Override
            public void found(ReleaseRef release) {
              story.add("found " + release.name());
            }

            @Override
            public OrphanSweeper.Removal begin(ReleaseRef release) {
              story.add("removes " + release.name());
              return removal(release);
            }
          },
          () -> now);

  private OrphanSweeper.Removal removal(ReleaseRef release) {
    return new OrphanSweeper.Removal() {
      private int left = turnsOfRemoval;

      @Override
      public Optional<Duration> turn() {
        left--;
        if (left <= 0) {
          missing.remove(release);
          return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(2));
      }

      @Override
      public void ended() {
        story.add("removed " + release.name());
      }
    };
  }

  private static ReleaseRef release(String name) {
    return new ReleaseRef("shop", name, "sluice-system/sluice", name, name);
  }

  private void run(Duration time) {
    Instant end = now.plus(time);
    while (!now.isAfter(end)) {
      now = now.plus(sweeper.turn());
    }
  }

  @Test
  void aReleaseThatIsGoneTwiceAMinuteApartIsRemoved() {
    missing.add(USERS);
    run(Duration.ofSeconds(50));
    assertThat(story).containsExactly("found users");
    run(Duration.ofMinutes(2));
    assertThat(story).containsExactly("found users", "removes users", "removed users");
  }

  @Test
  void oneThatTheApiServerHasIsLeftAlone() {
    missing.add(USERS);
    existing.add(USERS);
    run(Duration.ofMinutes(10));
    assertThat(story).isEmpty();
  }

  @Test
  void oneThatWasThereInBetweenIsLookedForTwiceAgain() {
    missing.add(USERS);
    run(Duration.ZERO);
    existing.add(USERS);
    run(Duration.ZERO);
    existing.clear();
    run(Duration.ZERO);
    assertThat(story).containsExactly("found users", "found users");
  }

  @Test
  void oneThatIsCreatedAgainInTheMiddleIsNotRemovedFurther() {
    turnsOfRemoval = 100;
    missing.add(USERS);
    run(Duration.ofSeconds(70));
    existing.add(USERS);
    run(Duration.ofMinutes(10));
    assertThat(story).containsExactly("found users", "removes users");
  }

  @Test
  void oneReleaseIsRemovedAtATime() {
    missing.addAll(List.of(USERS, ORDERS));
    run(Duration.ofMinutes(5));
    assertThat(story)
        .containsExactly(
            "found users",
            "found orders",
            "removes users",
            "removed users",
            "removes orders",
            "removed orders");
  }

  @Test
  void aRemovalThatGetsNoFurtherIsGivenUp() {
    turnsOfRemoval = Integer.MAX_VALUE;
    missing.addAll(List.of(USERS, ORDERS));
    run(Duration.ofMinutes(40));
    assertThat(story).contains("removes orders").doesNotContain("removed users");
  }
}
