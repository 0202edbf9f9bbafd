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
  /** Files with their expected answers of the API server. */
  private static final Path FILES = Path.of("../crds/src/test/resources/canaryrelease");

  /** Changes of an existing object, which cannot be checked offline. */
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

  private static List<String> problems(String spec) {
    return lint(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: CanaryRelease
            metadata: {name: users}
            spec:
              target: {deployment: users}
            %s"""
                .formatted(spec.indent(2)))
        .problems()
        .stream()
        .map(LintProblem::toString)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void whatTheApiServerAcceptsHasNoProblem(Path file) throws IOException {
    assertThat(lint(Files.readString(file)).problems()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void whatTheApiServerRejectsIsReportedForTheSameField(Path file) throws IOException {
    String text = Files.readString(file);
    String expected = text.lines().findFirst().orElseThrow().replaceFirst("# expect: ", "");
    List<LintProblem> problems = lint(text).problems();
    assertThat(problems).isNotEmpty().allMatch(finding -> finding.line() > 1);
    Matcher field = Pattern.compile("(spec[^ ]*): .*").matcher(expected);
    if (field.matches()) {
      // The API server may blame the list or the section around the field, or one within it.
      String blamed = field.group(1);
      assertThat(problems)
          .extracting(LintProblem::field)
          .anyMatch(found -> found.startsWith(blamed) || blamed.startsWith(found));
    }
  }

  @Test
  void problemsHaveLineFieldAndRemedy() {
    assertThat(
            problems(
                """
                steps:
                  - wieght: 5
                    duration: 5 minutes
                  - weight: "20"
                  - {weight: 30, until: Sure}
                """))
        .containsExactly(
            "f.yaml:7: spec.steps[0].wieght: unknown field; did you mean weight?",
            "f.yaml:8: spec.steps[0].duration: invalid value \"5 minutes\": duration must be a"
                + " duration such as 90s or 1h30m, more than 0s and at most 168h",
            "f.yaml:9: spec.steps[1].weight: \"20\" is a string; use a whole number without quotes",
            "f.yaml:10: spec.steps[2].until: unsupported value \"Sure\"; use one of Elapsed, Proven");
  }

  @Test
  void labelsThatCannotBeSetAreReported() {
    assertThat(
            problems(
                """
                traffic:
                  canaryLabels:
                    team: users and more
                    cost-center: 17
                    app.kubernetes.io/managed-by: helm
                    a key: value
                """))
        .containsExactlyInAnyOrder(
            "f.yaml:8: spec.traffic.canaryLabels[team]: invalid value \"users and more\"; use at most"
                + " 63 letters, digits, dashes, underscores and dots, with a letter or digit at"
                + " both ends",
            "f.yaml:9: spec.traffic.canaryLabels[cost-center]: 17 is a number; quote it",
            "f.yaml:10: spec.traffic.canaryLabels[app.kubernetes.io/managed-by]: is set by Sluice;"
                + " remove it",
            "f.yaml:11: spec.traffic.canaryLabels[a key]: is not the key of a label; use for example"
                + " team or example.com/team");
  }

  @Test
  void aListOfMetricsThatDropsDefaultOnesIsNoted() {
    Linter linter = new Linter();
    linter.read(
        "f.yaml",
        """
        apiVersion: sluice.dev/v1alpha1
        kind: CanaryRelease
        metadata: {name: users}
        spec:
          target: {deployment: users}
          analysis:
            metrics:
              - {name: errors, errorRate: {}}
              - {name: latency, latency: {}}
              - {name: gone, abandonedRate: {}}
        """);
    assertThat(linter.problems()).isEmpty();
    assertThat(linter.notes())
        .extracting(LintProblem::toString)
        .containsExactly(
            "f.yaml:7: spec.analysis.metrics: note: replaces the default metrics, so that"
                + " client-errors is not analyzed; add a metric if it should be");
  }

  @Test
  void unquotedYamlBooleansAreReported() {
    assertThat(problems("analysis: {mode: off}"))
        .containsExactly(
            "f.yaml:6: spec.analysis.mode: false is a boolean; quote it (YAML reads off, no and"
                + " yes without quotes as booleans)");
  }

  @Test
  void aLatencyLimitThatIsNotABucketIsReported() {
    assertThat(
            problems(
                """
                analysis:
                  metrics:
                    - name: slow
                      latency:
                        max: {quantile: "0.99", duration: 300ms}
                """))
        .containsExactly(
            "f.yaml:10: spec.analysis.metrics[0].latency.max.duration: 300ms is not a bucket"
                + " of Istio's latency histogram; use 250ms");
  }

  @Test
  void anUnknownPlaceholderIsReported() {
    assertThat(
            problems(
                """
                analysis:
                  metrics:
                    - {name: q, prometheus: {query: "up{pod=~'{{canary.pod}}'}", min: "1"}}
                """))
        .hasSize(1)
        .first()
        .asString()
        .startsWith(
            "f.yaml:8: spec.analysis.metrics[0].prometheus.query: contains the unknown placeholder {{canary.pod}}; use one of");
  }

  @Test
  void invalidYamlIsReportedWithItsLine() {
    assertThat(lint("a: 1\nb: [1, 2\nc: 3\n").problems())
        .hasSize(1)
        .allSatisfy(
            finding -> {
              assertThat(finding.line()).isEqualTo(3);
              assertThat(finding.problem()).startsWith("is not valid YAML: ");
            });
  }

  @Test
  void aFieldThatIsSetTwiceIsReported() {
    assertThat(problems("paused: true\npaused: false"))
        .containsExactly("f.yaml:7: spec.paused: is set twice, first on line 6; remove one");
  }

  @Test
  void jsonIsReadToo() {
    Linter linter =
        lint(
            "{\"apiVersion\": \"sluice.dev/v1alpha1\", \"kind\": \"CanaryRelease\",\n"
                + "\"metadata\": {\"name\": \"users\"},\n\"spec\": {\"target\": {\"deploymnt\":"
                + " \"users\"}}}");
    assertThat(linter.problems())
        .extracting(LintProblem::toString)
        .containsExactly(
            "f.yaml:3: spec.target.deploymnt: unknown field; did you mean deployment?",
            "f.yaml:3: spec.target.deployment: is required: Name of the Deployment");
  }

  @Test
  void otherKindsAreIgnored() {
    assertThat(
            lint("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {x: 1}\n").problems())
        .isEmpty();
  }

  @Test
  void anotherApiVersionIsReported() {
    assertThat(lint("apiVersion: sluice.dev/v1\nkind: CanaryRelease\n").problems())
        .extracting(LintProblem::toString)
        .containsExactly("f.yaml:1: apiVersion: \"sluice.dev/v1\" is not sluice.dev/v1alpha1");
  }

  @Test
  void twoReleasesOfOneDeploymentAreReported() {
    String one =
        "apiVersion: sluice.dev/v1alpha1\nkind: CanaryRelease\nmetadata: {name: %s}\nspec: {target:"
            + " {deployment: users}}\n";
    assertThat(lint(one.formatted("a") + "---\n" + one.formatted("b")).problems())
        .extracting(LintProblem::toString)
        .containsExactly(
            "f.yaml:6: spec.target.deployment: \"users\" is already managed by CanaryRelease a in"
                + " f.yaml; remove one of them");
  }
}
