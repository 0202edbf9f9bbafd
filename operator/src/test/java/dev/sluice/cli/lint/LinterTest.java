package dev.sluice.cli.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinterTest {
  /** The files that say what the API server accepts and refuses. */
  private static final Path FILES = Path.of("../crds/src/test/resources/canaryrelease");

  /** What can be known only beside the object that is there already. */
  private static final List<String> CHANGES =
      List.of(
          "invalid-deployment-changed.yaml",
          "invalid-service-changed.yaml",
          "invalid-service-dropped.yaml",
          "invalid-service-set-later.yaml");

  private static Stream<Path> files(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList()
          .stream();
    }
  }

  static Stream<Path> valid() throws IOException {
    return Stream.concat(
        files("valid-"),
        Stream.of("canaryrelease.yaml", "minimal.yaml", "users.yaml")
            .map(Path.of("../examples/users")::resolve));
  }

  static Stream<Path> invalid() throws IOException {
    return files("invalid-").filter(file -> !CHANGES.contains(file.getFileName().toString()));
  }

  private static Linter lint(String text) {
    Linter linter = new Linter();
    linter.read("f.yaml", text);
    return linter;
  }

  private static List<String> findings(String spec) {
    return lint(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: CanaryRelease
            metadata: {name: users}
            spec:
              target: {deployment: users}
            %s"""
                .formatted(spec.indent(2)))
        .findings()
        .stream()
        .map(LintProblem::toString)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void whatTheApiServerAcceptsIsFine(Path file) throws IOException {
    assertThat(lint(Files.readString(file)).findings()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void whatTheApiServerRefusesIsFoundInTheSameField(Path file) throws IOException {
    String text = Files.readString(file);
    String expected = text.lines().findFirst().orElseThrow().replaceFirst("# expect: ", "");
    List<LintProblem> findings = lint(text).findings();
    assertThat(findings).isNotEmpty().allMatch(finding -> finding.line() > 1);
    Matcher field = Pattern.compile("(spec[^ ]*): .*").matcher(expected);
    if (field.matches()) {
      // The API server may blame the list or the section around the field, or one within it.
      String blamed = field.group(1);
      assertThat(findings)
          .extracting(LintProblem::field)
          .anyMatch(found -> found.startsWith(blamed) || blamed.startsWith(found));
    }
  }

  @Test
  void findingsNameLineFieldAndRemedy() {
    assertThat(
            findings(
                """
                steps:
                  - wieght: 5
                    duration: 5 minutes
                  - weight: "20"
                  - {weight: 30, until: Sure}
                """))
        .containsExactly(
            "f.yaml:7: spec.steps[0].wieght: is unknown; did you mean weight?",
            "f.yaml:8: spec.steps[0].duration: \"5 minutes\" cannot be used: duration must be"
                + " numbers with the units ms, s, m or h as in 90s or 1h30m, more than 0s and at"
                + " most 168h",
            "f.yaml:9: spec.steps[1].weight: \"20\" is text; write a whole number without quotes",
            "f.yaml:10: spec.steps[2].until: \"Sure\" is not known; use one of Elapsed, Proven");
  }

  @Test
  void wordsThatYamlReadsAsBooleansAreFound() {
    assertThat(findings("analysis: {mode: off}"))
        .containsExactly(
            "f.yaml:6: spec.analysis.mode: false is a boolean; write it in quotes (without them,"
                + " words like off, no and yes are booleans)");
  }

  @Test
  void aLatencyLimitThatNobodyCanCountIsFound() {
    assertThat(
            findings(
                """
                analysis:
                  metrics:
                    - name: slow
                      latency:
                        max: {quantile: "0.99", duration: 300ms}
                """))
        .containsExactly(
            "f.yaml:10: spec.analysis.metrics[0].latency.max.duration: 300ms is no bound of"
                + " Istio's histogram, so that nobody can count what is slower; use 250ms, the"
                + " nearest");
  }

  @Test
  void aPlaceholderThatNothingStandsForIsFound() {
    assertThat(
            findings(
                """
                analysis:
                  metrics:
                    - {name: q, prometheus: {query: "up{pod=~'{{canary.pod}}'}", min: "1"}}
                """))
        .hasSize(1)
        .first()
        .asString()
        .startsWith(
            "f.yaml:8: spec.analysis.metrics[0].prometheus.query: has the unknown placeholder {{canary.pod}}; use one of");
  }

  @Test
  void whatIsNoYamlIsFoundWithItsLine() {
    assertThat(lint("a: 1\nb: [1, 2\nc: 3\n").findings())
        .hasSize(1)
        .allSatisfy(
            finding -> {
              assertThat(finding.line()).isEqualTo(3);
              assertThat(finding.problem()).startsWith("is no YAML: ");
            });
  }

  @Test
  void aFieldThatIsGivenTwiceIsFound() {
    assertThat(findings("paused: true\npaused: false"))
        .containsExactly(
            "f.yaml:7: spec.paused: is given twice, first on line 6; remove one of them");
  }

  @Test
  void jsonIsReadToo() {
    Linter linter =
        lint(
            "{\"apiVersion\": \"sluice.dev/v1alpha1\", \"kind\": \"CanaryRelease\",\n"
                + "\"metadata\": {\"name\": \"users\"},\n\"spec\": {\"target\": {\"deploymnt\":"
                + " \"users\"}}}");
    assertThat(linter.findings())
        .extracting(LintProblem::toString)
        .containsExactly(
            "f.yaml:3: spec.target.deploymnt: is unknown; did you mean deployment?",
            "f.yaml:3: spec.target.deployment: is missing; add it: Name of the Deployment");
  }

  @Test
  void otherObjectsArePassedOver() {
    assertThat(
            lint("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {x: 1}\n").findings())
        .isEmpty();
  }

  @Test
  void anOlderVersionOfTheApiIsFound() {
    assertThat(lint("apiVersion: sluice.dev/v1\nkind: CanaryRelease\n").findings())
        .extracting(LintProblem::toString)
        .containsExactly("f.yaml:1: apiVersion: \"sluice.dev/v1\" is not sluice.dev/v1alpha1");
  }

  @Test
  void twoReleasesOfOneDeploymentAreFound() {
    String one =
        "apiVersion: sluice.dev/v1alpha1\nkind: CanaryRelease\nmetadata: {name: %s}\nspec: {target:"
            + " {deployment: users}}\n";
    assertThat(lint(one.formatted("a") + "---\n" + one.formatted("b")).findings())
        .extracting(LintProblem::toString)
        .containsExactly(
            "f.yaml:6: spec.target.deployment: \"users\" is released by CanaryRelease a in f.yaml"
                + " too; remove one of the two");
  }
}
