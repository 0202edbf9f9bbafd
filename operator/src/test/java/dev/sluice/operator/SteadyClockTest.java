package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Duration passed = Duration.ZERO;
  private Duration set = Duration.ZERO;
  private final InstantSource wall = () -> START.plus(passed).plus(set);
  private final SteadyClock clock =
      new SteadyClock(wall.withZone(ZoneOffset.UTC), () -> passed.toNanos());

  private Instant after(Duration more) {
    passed = passed.plus(more);
    return clock.instant();
  }

  @Test
  void itIsTheWallClockAsLongAsThatIsNotSet() {
    assertThat(after(Duration.ofSeconds(10))).isEqualTo(START.plusSeconds(10));
  }

  @Test
  void aWallClockThatIsSetForwardDoesNotEndAWait() {
    set = Duration.ofMinutes(1);

    assertThat(after(Duration.ofSeconds(10))).isEqualTo(START.plusMillis(10_100));
  }

  @Test
  void aWallClockThatIsSetBackDoesNotLengthenAWait() {
    set = Duration.ofMinutes(-1);

    assertThat(after(Duration.ofSeconds(10))).isEqualTo(START.plusMillis(9_900));
    assertThat(after(Duration.ofSeconds(10))).isEqualTo(START.plusMillis(19_800));
  }

  @Test
  void itArrivesAtTheWallClockAndStaysThere() {
    set = Duration.ofSeconds(1);

    assertThat(after(Duration.ofSeconds(100))).isEqualTo(START.plusSeconds(101));
    assertThat(after(Duration.ofSeconds(100))).isEqualTo(START.plusSeconds(201));
  }

  @Test
  void itNeverGoesBack() {
    Instant before = after(Duration.ofSeconds(1));
    set = Duration.ofHours(-1);

    assertThat(after(Duration.ZERO)).isEqualTo(before);
  }
}
