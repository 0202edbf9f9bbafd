package dev.sluice.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.messages.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every reason that the code emits is in {@link Reason}, and so in {@code
 * docs/reference/reasons.md}: none is written as a string.
 */
class ReasonLiteralsTest {
  private static final String MAIN = "operator/src/main/java/";

  /** Temporary: files that write a reason as a string. To be emptied. */
  private static final List<String> NOT_CLEAN_YET =
      List.of(
          "dev/sluice/analysis/Verdict.java",
          "dev/sluice/cli/ReplayCommand.java",
          "dev/sluice/simulation/SimulatedRelease.java");

  private static final Set<String> REASONS =
      Arrays.stream(Reason.values()).map(Reason::name).collect(Collectors.toUnmodifiableSet());

  /** Values and types of conditions and values of the API, which some reasons are named after. */
  private static final Set<String> OTHER_WORDS =
      Set.of("True", "False", "Unknown", "Accepted", "Programmed", "Isolated", "Proven", "Stable");

  /** Lines of the log about the operator and its writes, which are not events of a release. */
  private static final Set<String> LOG_ONLY =
      Set.of(
          "Analyzed",
          "Applied",
          "EventLost",
          "InformerStopped",
          "Judged",
          "Leading",
          "LeadershipLost",
          "LeaseNotReleased",
          "LeaseReleased",
          "Started",
          "Starting",
          "Stopped",
          "Stopping",
          "WaitingForCluster",
          "WaitingForPrerequisites",
          "WriteConflict");

  @Test
  void noReasonIsAString() {
    List<String> found = new ArrayList<>();
    for (String file : RepositoryFiles.files(".java")) {
      boolean reads = file.startsWith(MAIN) && !file.endsWith("/Reason.java");
      if (reads && NOT_CLEAN_YET.stream().noneMatch(file::endsWith)) {
        literals(RepositoryFiles.read(file))
            .forEach(at -> found.add(file + ":" + at.line() + ": " + at.text()));
      }
    }
    assertThat(found).as("use dev.sluice.messages.Reason").isEmpty();
  }

  @Test
  void noCleanFileIsOnTheTemporaryList() {
    assertThat(NOT_CLEAN_YET)
        .as("remove from NOT_CLEAN_YET")
        .allSatisfy(file -> assertThat(literals(RepositoryFiles.read(MAIN + file))).isNotEmpty());
  }

  @Test
  void namesOfTheLogAreNotReasons() {
    assertThat(LOG_ONLY).doesNotContainAnyElementsOf(REASONS);
  }

  private static List<Passage> literals(String source) {
    return ReasonLiterals.find(source, REASONS).stream()
        .filter(at -> !OTHER_WORDS.contains(at.text()) && !LOG_ONLY.contains(at.text()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new ReleaseEvent(\"Planted\", message(a, b))",
        "new dev.sluice.api.v1alpha1.Condition(type(\"Ready\"), \"True\", now, \"PlantedReason\", \"\")",
        "events.withReason(\n    \"PlantedReason\")",
        "LogLine.of(release, status(')'), ok ? \"PlantedGood\" : \"PlantedBad\")",
        "LogLine.of(release, status).with(\"event\", \"PlantedReason\")",
        "new Abort(outcome, \"PlantedReason\", \"of an end\")",
        "String reason = \"NoTraffic\";",
        "case NO_DATA -> \"NoData\";"
      })
  void aPlantedLiteralIsFound(String planted) {
    assertThat(literals(planted)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new ReleaseEvent(Reason.NoTraffic, \"the canary receives no requests\")",
        "add(\"Accepted\", \"True\", Reason.Accepted, \"\");",
        "LogLine.of(\"Started\").with(\"version\", text(\"a b\")).info();",
        "object.put(\"kind\", \"VirtualService\");",
        "// A comment on \"NoTraffic\"."
      })
  void otherTextIsLeftAlone(String code) {
    assertThat(literals(code)).isEmpty();
  }
}
