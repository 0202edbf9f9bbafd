package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.metrics.prometheus.FakePrometheus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that need no cluster, as they are typed. */
class CommandsTest {
  private static final String POLICY =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: CanaryRelease
      metadata: {name: users, namespace: shop}
      spec:
        target: {deployment: users}
        steps:
          - {name: few, weight: 20, duration: 30s, until: Elapsed}
          - {name: all, weight: 100, duration: 15s}
        traffic: {drain: 10s}
      """;

  @TempDir private Path directory;
  private Path file;
  private String out;
  private String err;

  @BeforeEach
  void policy() throws IOException {
    file = directory.resolve("users.yaml");
    Files.writeString(file, POLICY);
  }

  private int run(String... arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine line = SluiceCommand.commandLine();
    line.setOut(new PrintWriter(output));
    line.setErr(new PrintWriter(errors));
    int status = line.execute(arguments);
    out = output.toString();
    err = errors.toString();
    return status;
  }

  @Test
  void lintIsSilentWithoutProblems() {
    assertThat(run("lint", file.toString())).isZero();
    assertThat(out).isEmpty();
    assertThat(err).isEmpty();
  }

  @Test
  void lintPrintsProblemsAndExitsWithOne() throws IOException {
    Files.writeString(file, POLICY.replace("weight: 20", "weight: 20%"));
    assertThat(run("lint", file.toString())).isOne();
    assertThat(err)
        .isEqualTo(
            file
                + ":7: spec.steps[0].weight: \"20%\" is a string; use a whole number without quotes"
                + System.lineSeparator());
  }

  @Test
  void lintPrintsTheEffectiveSpec() {
    assertThat(run("lint", "--effective", file.toString())).isZero();
    assertThat(out).startsWith("apiVersion: sluice.dev/v1alpha1\n").contains("onNoData:");
  }

  @Test
  void usageErrorsAreOneLine() {
    assertThat(run("simulate", "--canary-error", "1%", file.toString())).isEqualTo(2);
    assertThat(err.lines())
        .containsExactly(
            "error: unknown flag: --canary-error; did you mean --canary-errors?",
            "See 'sluice simulate --help' for usage.");
    assertThat(run("simulate", "--canary-errors", "1", file.toString())).isEqualTo(2);
    assertThat(err)
        .startsWith(
            "error: --canary-errors: invalid percentage \"1\": must be from 0% to 100%;"
                + " use for"
                + " example 0.5%");
    assertThat(run("simulat")).isEqualTo(2);
    assertThat(err).startsWith("error: unknown command: simulat; did you mean simulate?");
    assertThat(run("lint", directory.resolve("none").toString())).isEqualTo(2);
    assertThat(err).contains("none\" does not exist");
    assertThat(run("simulate", "--runs", "0", file.toString())).isEqualTo(2);
    assertThat(err).startsWith("error: --runs: 0 is not within 1 to 1000000");
    assertThat(run("wait", "users")).as("2 means held").isEqualTo(SluiceCommand.ERROR);
  }

  @Test
  void oneOfSeveralReleasesIsChosenByName() throws IOException {
    Files.writeString(
        file,
        POLICY
            + "---\n"
            + POLICY.replace("name: users", "name: cart").replace(": users}", ": cart}"));
    assertThat(run("simulate", "--runs", "1", file.toString())).isEqualTo(2);
    assertThat(err).contains("choose one with --name: users, cart");
    assertThat(run("simulate", "--runs", "1", "--name", "cart", file.toString())).isZero();
    assertThat(out).contains("shop/cart");
  }

  @Test
  void simulatePrintsJson() throws IOException {
    String[] arguments = {
      "simulate", "--json", "--runs", "40", "--canary-errors", "50%", "--seed", "7", file.toString()
    };
    assertThat(run(arguments)).isZero();
    JsonNode json = new ObjectMapper().readTree(out);
    assertThat(json.get("runs").asInt()).isEqualTo(40);
    assertThat(json.get("promoted").asInt()).isZero();
    assertThat(json.get("rolledBack").asInt()).isEqualTo(40);
    assertThat(json.get("held").asInt()).isZero();
    assertThat(json.get("rolledBackBy").get("ErrorRateTooHigh").asInt()).isEqualTo(40);
    for (String name :
        new String[] {"seconds", "secondsToRollback", "excessErrors", "canaryRequests"}) {
      JsonNode quantiles = json.get(name);
      assertThat(quantiles.get("p10").asDouble())
          .isLessThanOrEqualTo(quantiles.get("p50").asDouble());
      assertThat(quantiles.get("p50").asDouble())
          .isLessThanOrEqualTo(quantiles.get("p90").asDouble());
    }
    assertThat(json.get("secondsToPromotion").isNull()).isTrue();
    String first = out;
    assertThat(run(arguments)).isZero();
    assertThat(out).as("the same seed, independent of threads").isEqualTo(first);
  }

  @Test
  void simulateWritesAChart() throws Exception {
    Path image = directory.resolve("picture.svg");
    assertThat(run("simulate", "--runs", "5", "--image", image.toString(), file.toString()))
        .isZero();
    assertThat(out).contains("promoted           5  100.0%");
    var svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(image.toFile());
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(svg.getElementsByTagName("polyline").getLength()).isOne();
    assertThat(svg.getElementsByTagName("rect").getLength()).isGreaterThan(3);
  }

  @Test
  void replayPrintsTheDecision() throws IOException {
    try (FakePrometheus prometheus = new FakePrometheus("shop")) {
      prometheus.load("users", 1200, 1);
      prometheus.load("users-canary-4", 270, 30);
      assertThat(replay(prometheus)).isZero();
      assertThat(out)
          .startsWith("shop/users, canary users-canary-4, stable users: 40 steps of 15s")
          .contains("StepStarted")
          .contains("RollingBack")
          .contains("It would have been rolled back: ")
          .contains("canary failed");
      assertThat(replay(prometheus, "--weight-from-metrics")).isZero();
      assertThat(out).contains("ErrorRateTooHigh").contains("It would have been rolled back: ");
    }
  }

  @Test
  void replayOfAHealthyVersionPromotes() throws IOException {
    try (FakePrometheus prometheus = new FakePrometheus("shop")) {
      prometheus.load("users", 1200, 1);
      prometheus.load("users-canary-4", 300, 0);
      assertThat(replay(prometheus)).isZero();
      assertThat(out).contains("It would have been promoted: all steps passed. canary failed ");
    }
  }

  @Test
  void replayReportsAnUnreachablePrometheus() throws IOException {
    try (FakePrometheus prometheus = new FakePrometheus("shop")) {
      prometheus.instead = exchange -> FakePrometheus.send(exchange, 503, "");
      assertThat(replay(prometheus)).isEqualTo(SluiceCommand.ERROR);
      assertThat(err).contains("Prometheus answered HTTP 503");
    }
  }

  private int replay(FakePrometheus prometheus, String... more) {
    String[] arguments = {
      "replay",
      file.toString(),
      "--prometheus",
      prometheus.address().toString(),
      "--from",
      "2026-01-31T12:00:00Z",
      "--to",
      "2026-01-31T12:10:00Z",
      "--canary",
      "users-canary-4"
    };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return run(all);
  }
}
