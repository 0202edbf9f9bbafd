package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartStatusTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void oneLineAPartWithWhatIsWrong() {
    String table =
        PartStatus.table(
            List.of(
                new PartStatus(
                    "etcd", Optional.of(12L), Optional.of(NOW.minusSeconds(75)), Optional.empty()),
                new PartStatus(
                    "mesh", Optional.empty(), Optional.empty(), Optional.of("rejected"))),
            NOW);
    assertThat(table.lines().toList())
        .containsExactly(
            "PART                     PID      RUNNING FOR  HEALTH",
            "etcd                     12       1m15s        healthy",
            "mesh                     -        -            rejected");
  }

  @Test
  void agesInTheTwoLargestUnits() {
    assertThat(PartStatus.age(Duration.ofSeconds(-3))).isEqualTo("0s");
    assertThat(PartStatus.age(Duration.ofSeconds(59))).isEqualTo("59s");
    assertThat(PartStatus.age(Duration.ofSeconds(3599))).isEqualTo("59m59s");
    assertThat(PartStatus.age(Duration.ofMinutes(1501))).isEqualTo("25h1m");
  }

  @Test
  void aFailureNamesPartLogAndRemedy() {
    assertThat(
            LabException.text(
                "etcd", "ended", "look", java.nio.file.Path.of("/l"), List.of("one", "two")))
        .isEqualTo("etcd: ended\n  last lines of /l:\n    one\n    two\n  remedy: look");
  }
}
