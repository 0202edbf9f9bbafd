package dev.sluice.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureSpanTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void aSecondWithoutAFailureEndsASpan() {
    List<FailureSpan> spans =
        FailureSpan.of(
            List.of(
                entry(0, 503, "", "503 Service Unavailable"),
                entry(900, 500, "1.5.0", "500 Internal Server Error"),
                entry(1800, 503, "", "503 Service Unavailable"),
                entry(2801, 0, "", "Get \"http://users\": EOF")));
    assertThat(spans.stream().map(FailureSpan::text))
        .containsExactly(
            "12:00:00Z to 12:00:01.800Z: 1 × 500 of 1.5.0, 2 × 503",
            "12:00:02.801Z to 12:00:02.801Z: 1 × EOF");
  }

  @Test
  void noFailureIsNoSpan() {
    assertThat(FailureSpan.of(List.of())).isEmpty();
  }

  private static LedgerEntry entry(long millis, int status, String version, String error) {
    return new LedgerEntry(
        "kept", 0, NOON.plusMillis(millis), Duration.ZERO, "GET", "/", status, version, error);
  }
}
