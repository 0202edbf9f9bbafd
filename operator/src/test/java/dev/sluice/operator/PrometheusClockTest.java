package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.OperatorMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusClockTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** A date is the second in which the server answered, between the request and the response. */
  @ParameterizedTest
  @CsvSource({
    "0, -1, 0.5, 0",
    "0, 0.2, 0.9, 0",
    "0, 0.99, 4, 0",
    "-3, -0.5, 0, -1.5",
    "5, -1, 0, 5",
    "-60, 0, 0.1, -59"
  })
  void itIsOnlyWhatLeavesNoDoubt(double date, double sent, double received, double skew) {
    assertThat(PrometheusClock.skew(at(date), at(sent), at(received)))
        .isEqualTo(Duration.ofMillis(Math.round(skew * 1000)));
  }

  @Test
  void theMetricShowsTheNewest() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    PrometheusClock clock = new PrometheusClock(() -> NOON, new OperatorMetrics(registry));
    clock.dated(NOON.plusSeconds(7), Duration.ofMillis(20));
    assertThat(registry.get("sluice_prometheus_clock_skew_seconds").gauge().value()).isEqualTo(7);
    clock.dated(NOON, Duration.ofMillis(20));
    assertThat(registry.get("sluice_prometheus_clock_skew_seconds").gauge().value()).isZero();
  }

  private static Instant at(double seconds) {
    return NOON.plusMillis(Math.round(seconds * 1000));
  }
}
