package dev.sluice.lab.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadAverageGateTest {
  private final List<String> lines = new ArrayList<>();

  @Test
  void aQuietMachineStartsATestAtOnceAndSilently() {
    new LoadAverageGate(() -> 4.0, Duration.ZERO, lines::add).pass("OneIT");
    new LoadAverageGate(() -> -1.0, Duration.ZERO, lines::add).pass("OneIT");
    assertThat(lines).isEmpty();
  }

  @Test
  void aBusyMachineIsWaitedFor() {
    Deque<Double> load = new ArrayDeque<>(List.of(5.25, 5.25, 4.5, 3.5, 3.5));
    new LoadAverageGate(load::pop, Duration.ofSeconds(30), lines::add).pass("OneIT");
    assertThat(lines)
        .containsExactly(
            "OneIT waits: load average 5.25, at most 4 to start",
            "OneIT starts after 0 s at load average 3.50");
  }

  @Test
  void aMachineThatStaysBusyDelaysATestForALimitedTime() {
    new LoadAverageGate(() -> 9.0, Duration.ofMillis(200), lines::add).pass("OneIT");
    assertThat(lines.get(1))
        .isEqualTo("OneIT starts after 0 s at load average 9.00, still too high");
  }
}
