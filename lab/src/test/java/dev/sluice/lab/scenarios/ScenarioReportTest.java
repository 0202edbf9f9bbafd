package dev.sluice.lab.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.lab.load.FailureSpan;
import dev.sluice.lab.load.VersionExposure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioReportTest {
  private static final Scenario SCENARIO = Scenarios.named(List.of("promotion")).get(0);

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.25Z");

  @Test
  void theJsonHasTheFieldsOfEachScenario(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("target/scenarios.json");
    report(result(12, 7, 3)).write(file);
    JsonNode list = new ObjectMapper().readTree(file.toFile());
    assertThat(list).hasSize(1);
    JsonNode one = list.get(0);
    assertThat(one.path("name").asText()).isEqualTo("promotion");
    assertThat(one.path("requests").asInt()).isEqualTo(1000);
    assertThat(one.path("failed").asInt()).isEqualTo(12);
    assertThat(one.path("budget").asInt()).isEqualTo(3);
    assertThat(one.path("foreignFailed").asInt()).isEqualTo(4);
    assertThat(one.path("seconds").asInt()).isEqualTo(60);
    assertThat(one.path("badRequests").asInt()).isEqualTo(40);
    assertThat(one.path("badSeconds").asDouble()).isEqualTo(2.5);
    assertThat(one.path("failures").path(0).asText())
        .isEqualTo("12:00:00.250Z to 12:00:00.250Z: 7 × 503");
  }

  @Test
  void failuresWithinTheBudgetPass() {
    assertThat(report(result(12, 7, 7)).exitStatus()).isEqualTo(ScenarioReport.PASSED);
    assertThat(report(result(12, 8, 7)).exitStatus()).isEqualTo(ScenarioReport.FAILED);
  }

  @Test
  void aScriptWithoutItsEndFailsWithTheReasonInTheTable() {
    ScenarioReport report = report(result(played(0, 0, "waited 300 s: no end", "")));
    assertThat(report.exitStatus()).isEqualTo(ScenarioReport.FAILED);
    assertThat(report.table()).anyMatch(line -> line.contains("waited 300 s: no end"));
  }

  @Test
  void aRateThatWasNotKeptIsNoVerdictUnlessAScenarioFailed() {
    ScenarioResult late = result(played(0, 0, "", "a request was sent 9 s late"));
    assertThat(report(late).exitStatus()).isEqualTo(ScenarioReport.NO_VERDICT);
    assertThat(report(late, result(1, 1, 0)).exitStatus()).isEqualTo(ScenarioReport.FAILED);
  }

  @Test
  void noScenarioIsNoSuccess() {
    assertThat(report().exitStatus()).isEqualTo(ScenarioReport.FAILED);
  }

  @Test
  void theCostOfThisRunStandsBelowTheScenario() {
    PlayedScript plain = played(9, 9, "", "");
    ScenarioResult result =
        new ScenarioResult(SCENARIO, played(5, 5, "", ""), plain.foreign(), Optional.of(plain));
    assertThat(result.passed()).isTrue();
    assertThat(report(result).table()).anyMatch(line -> line.contains("without a CanaryRelease"));
  }

  @Test
  void whatTheBadVersionGotStandsBelowTheScenario() {
    assertThat(report(result(12, 7, 7)).table())
        .anyMatch(line -> line.contains("1.5.0 had 40 requests within 2.5 s"));
  }

  private static ScenarioReport report(ScenarioResult... results) {
    return new ScenarioReport(List.of(results));
  }

  private static ScenarioResult result(int failed, int foreign, int budget) {
    return new ScenarioResult(SCENARIO, played(failed, foreign, "", ""), budget, Optional.empty());
  }

  private static ScenarioResult result(PlayedScript played) {
    return new ScenarioResult(SCENARIO, played, 0, Optional.empty());
  }

  private static PlayedScript played(int failed, int foreign, String problem, String late) {
    return new PlayedScript(
        1000,
        failed,
        foreign,
        failed == foreign
            ? Optional.empty()
            : Optional.of(new VersionExposure("1.5.0", 40, Duration.ofMillis(2500))),
        foreign == 0
            ? List.of()
            : List.of(new FailureSpan(NOON, NOON, new TreeMap<>(Map.of("503", foreign)))),
        60,
        "",
        Optional.of(problem).filter(text -> !text.isEmpty()),
        Optional.of(late).filter(text -> !text.isEmpty()));
  }
}
