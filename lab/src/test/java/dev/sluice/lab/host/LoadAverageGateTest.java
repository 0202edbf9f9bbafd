package dev.sluice.lab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.host.LoadAverageGate.Limits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class LoadAverageGateTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<String> lines = new ArrayList<>();

  private LoadAverageGate gate(
      DoubleSupplier load, Duration seen, Duration alone, Duration beside) {
    return new LoadAverageGate(load, new Limits(seen, alone, beside), lines::add);
  }

  @Test
  void aQuietMachineStartsATestAtOnceAndSilently() {
    gate(() -> 4.0, LONG, LONG, LONG).pass("OneIT");
    gate(() -> -1.0, LONG, LONG, LONG).pass("OneIT");
    assertThat(lines).isEmpty();
  }

  @Test
  void aBusyMachineIsWaitedFor() {
    Deque<Double> load = new ArrayDeque<>(List.of(5.25, 5.25, 4.5, 3.5, 3.5));
    gate(load::pop, LONG, LONG, LONG).pass("OneIT");
    assertThat(lines)
        .containsExactly(
            "OneIT waits beside 0 others: load average 5.25, at most 4 to start",
            "OneIT starts beside 0 others after 0 s at load average 3.50");
  }

  @Test
  void aMachineThatStaysBusyWithOtherThingsDelaysATestForALimitedTime() {
    gate(() -> 9.0, LONG, Duration.ofMillis(200), LONG).pass("OneIT");
    assertThat(lines.get(1))
        .isEqualTo("OneIT starts beside 0 others after 0 s at load average 9.00");
  }

  @Test
  void aStartIsNotFollowedByAnotherBeforeTheLoadAverageShowsIt() {
    LoadAverageGate gate = gate(() -> 1.0, Duration.ofMillis(300), LONG, LONG);
    gate.pass("OneIT");
    long start = System.nanoTime();
    gate.pass("OtherIT");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
    assertThat(lines.get(1))
        .isEqualTo("OtherIT starts beside 1 others after 0 s at load average 1.00");
  }

  @Test
  void whatEndedIsNotWaitedFor() {
    LoadAverageGate gate = gate(() -> 1.0, LONG, LONG, LONG);
    gate.pass("OneIT").close();
    gate.pass("OtherIT");
    assertThat(lines).isEmpty();
  }

  @Test
  void aTestDoesNotWaitForEverForOthers() {
    LoadAverageGate gate = gate(() -> 9.0, LONG, Duration.ZERO, Duration.ofMillis(200));
    gate.pass("OneIT");
    gate.pass("OtherIT");
    assertThat(lines.get(1))
        .isEqualTo("OtherIT starts beside 1 others after 0 s at load average 9.00");
  }
}
