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

  private final Expectations findings = new Expectations();

  @Test
  void allSeenIsZero() {
    findings.add(true, "one");
    assertThat(findings.exitStatus()).isZero();
  }

  @Test
  void aRateThatWasKeptIsSeen() {
    findings.rate(new KeptRate(100, 1000, 0, Duration.ZERO, 10, 0));
    assertThat(findings.exitStatus()).isZero();
  }

  @Test
  void nothingLookedAtIsNotAllSeen() {
    assertThat(findings.exitStatus()).isEqualTo(Expectations.FAILED);
  }

  @Test
  void aRateNotKeptIsNoVerdict() {
    findings.add(true, "one");
    findings.rate(LATE);
    assertThat(findings.exitStatus()).isEqualTo(Expectations.NO_VERDICT);
  }

  @Test
  void aFailureIsOneWhateverTheRate() {
    findings.add(true, "one");
    findings.add(false, "two");
    findings.rate(LATE);
    assertThat(findings.exitStatus()).isEqualTo(Expectations.FAILED);
  }

  @Test
  void aReleaseIsReadFromItsStatus() throws IOException {
    JsonNode object =
        new ObjectMapper()
            .readTree(
                """
                {"status": {"phase": "Releasing", "message": "20 % of users on 1.4.2",
                  "stable": {"version": "1.4.1"},
                  "release": {"version": "1.4.2", "outcome": "InProgress",
                    "step": {"progress": "1/3", "name": "few", "weight": 20}}}}
                """);
    ReleaseSummary release = ReleaseSummary.of(object);
    assertThat(release.where()).isEqualTo("Releasing, step 1/3 few, 20 %");
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
