package dev.sluice.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionExposureTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static final Ledger LEDGER =
      new Ledger(
          LoadPlan.users("users.shop", 100),
          List.of(
              entry(0, "1.4.1"), entry(1, "1.5.0"), entry(4, "1.5.0"), entry(2, ""), entry(9, "")),
          true);

  @Test
  void itLastsFromTheFirstToTheLastRequestThatTheVersionAnswered() {
    assertThat(VersionExposure.of(LEDGER, "1.5.0"))
        .hasValueSatisfying(
            bad -> assertThat(bad.text()).isEqualTo("1.5.0 had 2 requests within 3.0 s"));
  }

  @Test
  void withoutABadVersionOrItsRequestsThereIsNone() {
    assertThat(VersionExposure.of(LEDGER, "")).isEmpty();
    assertThat(VersionExposure.of(LEDGER, "1.6.0")).isEmpty();
  }

  private static LedgerEntry entry(int second, String version) {
    return new LedgerEntry(
        "kept",
        second,
        NOON.plusSeconds(second),
        Duration.ofMillis(5),
        "GET",
        "/users",
        200,
        version,
        "");
  }
}
