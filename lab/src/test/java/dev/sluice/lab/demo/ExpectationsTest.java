package dev.sluice.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.lab.load.KeptRate;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExpectationsTest {
  private static final KeptRate LATE = new KeptRate(100, 1000, 0, Duration.ofSeconds(5), 10, 0);

  private final Expectations expectations = new Expectations();

  @Test
  void allSeenIsZero() {
    expectations.add(true, "one");
    assertThat(expectations.exitStatus()).isZero();
  }

  @Test
  void aRateThatWasKeptIsSeen() {
    expectations.rate(new KeptRate(100, 1000, 0, Duration.ZERO, 10, 0));
    assertThat(expectations.exitStatus()).isZero();
  }

  @Test
  void nothingLookedAtIsNotAllSeen() {
    assertThat(expectations.exitStatus()).isEqualTo(Expectations.FAILED);
  }

  @Test
  void aRateNotKeptIsNoVerdict() {
    expectations.add(true, "one");
    expectations.rate(LATE);
    assertThat(expectations.exitStatus()).isEqualTo(Expectations.NO_VERDICT);
  }

  @Test
  void aFailureIsOneWhateverTheRate() {
    expectations.add(true, "one");
    expectations.add(false, "two");
    expectations.rate(LATE);
    assertThat(expectations.exitStatus()).isEqualTo(Expectations.FAILED);
  }

  @Test
  void aReleaseIsReadFromItsStatus() throws IOException {
    JsonNode object =
        new ObjectMapper()
            .readTree(
                """
                {"status": {"phase": "Releasing", "message": "20% of traffic on 1.4.2",
                  "stable": {"version": "1.4.1"},
                  "release": {"version": "1.4.2", "outcome": "InProgress",
                    "step": {"progress": "1/3", "name": "few", "weight": 20}}}}
                """);
    ReleaseSummary release = ReleaseSummary.of(object);
    assertThat(release.where()).isEqualTo("Releasing, step 1/3 few, 20%");
    assertThat(release.ended("1.4.2")).isFalse();
    assertThat(ReleaseSummary.of(new ObjectMapper().nullNode()).where()).isEmpty();
  }

  @Test
  void anEndIsThatOfTheVersionAskedFor() throws IOException {
    ReleaseSummary release =
        ReleaseSummary.of(
            new ObjectMapper()
                .readTree(
                    """
                    {"status": {"phase": "Stable",
                      "release": {"version": "1.4.2", "outcome": "Promoted"}}}
                    """));
    assertThat(release.ended("1.4.2")).isTrue();
    assertThat(release.ended("1.4.2", "Promoted")).isTrue();
    assertThat(release.ended("1.4.2", "RolledBack")).isFalse();
    assertThat(release.ended("1.5.0")).isFalse();
    assertThat(release.where()).isEqualTo("Stable");
  }
}
