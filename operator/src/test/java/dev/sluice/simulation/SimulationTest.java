package dev.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.cli.lint.Linter;
import dev.sluice.simulation.SimulationOutcome.End;
import dev.sluice.simulation.Trace.TracePoint;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final String QUICK =
      """
      target: {deployment: users}
      steps:
        - {weight: 20, duration: 30s, until: Elapsed}
        - {weight: 60, duration: 30s, until: Elapsed}
        - {weight: 100, duration: 15s}
      traffic: {drain: 10s}
      """;

  private static final String PROVEN =
      """
      target: {deployment: users}
      steps:
        - {weight: 20, duration: 30s, until: Proven}
        - {weight: 100, duration: 15s}
      traffic: {drain: 10s}
      """;

  private static CanaryReleaseSpec spec(String text) {
    Linter linter = new Linter();
    linter.read(
        "policy.yaml",
        """
        apiVersion: sluice.dev/v1alpha1
        kind: CanaryRelease
        metadata: {name: users}
        spec:
        %s"""
            .formatted(text.indent(2)));
    assertThat(linter.problems()).isEmpty();
    return linter.releases().get(0).spec();
  }

  private static SimulationScenario scenario(
      double rate, VersionBehavior stable, VersionBehavior canary) {
    return new SimulationScenario(
        rate,
        stable,
        canary,
        Duration.ofSeconds(15),
        Duration.ofSeconds(1),
        Duration.ZERO,
        Duration.ofHours(6));
  }

  private static VersionBehavior errors(double share) {
    return new VersionBehavior(share, 1, 40, 0.8);
  }

  private static List<SimulationOutcome> runs(Simulation simulation, int runs) {
    return IntStream.range(0, runs).mapToObj(number -> simulation.run(1, number)).toList();
  }

  private static Simulation simulation(String policy, SimulationScenario scenario) {
    return new Simulation(spec(policy), "shop", "users", scenario);
  }

  @Test
  void aHealthyVersionIsPromoted() {
    Simulation simulation = simulation(QUICK, scenario(100, errors(0.001), errors(0.001)));
    assertThat(runs(simulation, 200)).allMatch(outcome -> outcome.end() == End.PROMOTED);
  }

  @Test
  void aVersionThatFailsHalfOfItsRequestsIsTakenBackAfterTheFirstMeasurement() {
    Simulation simulation = simulation(QUICK, scenario(100, errors(0.001), errors(0.5)));
    assertThat(runs(simulation, 100))
        .allSatisfy(
            outcome -> {
              assertThat(outcome.end()).isEqualTo(End.ROLLED_BACK);
              assertThat(outcome.reason()).isEqualTo("ErrorRateTooHigh");
              // Pods, propagation and warm-up, then a step of the grid, its lag, and two writes.
              assertThat(outcome.time()).isLessThan(Duration.ofSeconds(40));
              assertThat(outcome.excessErrors()).isBetween(1.0, 400.0);
            });
  }

  @Test
  void aSlowVersionIsTakenBackForItsLatency() {
    VersionBehavior slow = new VersionBehavior(0.001, 1, 160, 0.8);
    String patient = PROVEN.replace("duration: 30s", "duration: 5m");
    Simulation simulation = simulation(patient, scenario(200, errors(0.001), slow));
    assertThat(runs(simulation, 20))
        .allSatisfy(
            outcome -> {
              assertThat(outcome.end()).isEqualTo(End.ROLLED_BACK);
              assertThat(outcome.reason()).isEqualTo("LatencyTooHigh");
            });
  }

  @Test
  void withoutTrafficAReleaseIsHeldAndSaysWhy() {
    Simulation simulation = simulation(PROVEN, scenario(1e-6, errors(0.001), errors(0.001)));
    SimulationOutcome outcome = simulation.run(1, 0);
    assertThat(outcome.end()).isEqualTo(End.HELD);
    assertThat(outcome.reason()).isEqualTo("NoTraffic");
    assertThat(outcome.time()).isEqualTo(Duration.ofHours(6));
  }

  @Test
  void aStepThatMustBeProvenTakesLongerWithLessTraffic() {
    Simulation much = simulation(PROVEN, scenario(1000, errors(0.001), errors(0.001)));
    Simulation little = simulation(PROVEN, scenario(50, errors(0.001), errors(0.001)));
    assertThat(little.run(1, 0).time()).isGreaterThan(much.run(1, 0).time());
  }

  @Test
  void aRunDependsOnItsSeedAlone() {
    SimulationScenario scenario = scenario(100, errors(0.001), errors(0.01));
    Simulation one = simulation(QUICK, scenario);
    List<SimulationOutcome> backwards =
        IntStream.range(0, 20).map(i -> 19 - i).mapToObj(i -> one.run(5, i)).toList();
    Simulation other = simulation(QUICK, scenario);
    for (int i = 0; i < 20; i++) {
      assertThat(other.run(5, i)).isEqualTo(backwards.get(19 - i));
    }
    assertThat(one.run(6, 0)).isNotEqualTo(one.run(5, 0));
  }

  @Test
  void aTraceIsTheRunItself() {
    Simulation simulation = simulation(QUICK, scenario(100, errors(0.001), errors(0.001)));
    Trace trace = simulation.trace(1, 3);
    assertThat(trace.outcome()).isEqualTo(simulation.run(1, 3));
    assertThat(trace.points().stream().map(TracePoint::weight).distinct())
        .containsExactly(0.0, 0.2, 0.6, 1.0, 0.75, 0.5);
    assertThat(trace.events()).extracting(Trace.TraceEvent::reason).endsWith("Promoted");
  }

  @Test
  void theCanaryGetsTheRequestsOfItsWeight() {
    Simulation simulation = simulation(QUICK, scenario(100, errors(0.001), errors(0.001)));
    double requests =
        runs(simulation, 30).stream()
            .mapToLong(SimulationOutcome::canaryRequests)
            .average()
            .orElseThrow();
    // 30 s of 20%, 30 s of 60%, 15 s and more of 100%: of all that only what was measured.
    assertThat(requests).isBetween(3_500.0, 12_000.0);
  }

  @Test
  void burstsKeepTheShareOfErrors() {
    Simulation simulation =
        simulation(
            QUICK,
            scenario(
                100, new VersionBehavior(0.02, 5, 40, 0.8), new VersionBehavior(0.02, 5, 40, 0.8)));
    double excess =
        runs(simulation, 60).stream()
            .mapToDouble(SimulationOutcome::excessErrors)
            .average()
            .orElseThrow();
    assertThat(excess).isCloseTo(0, within(25.0));
  }

  @Test
  void podsTakeTheirTime() {
    SimulationScenario slow =
        new SimulationScenario(
            100,
            errors(0.001),
            errors(0.001),
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            Duration.ofSeconds(45),
            Duration.ofHours(6));
    Duration quick =
        simulation(QUICK, scenario(100, errors(0.001), errors(0.001))).run(1, 0).time();
    assertThat(simulation(QUICK, slow).run(1, 0).time()).isGreaterThan(quick.plusSeconds(80));
  }

  @Test
  void aRefusedPolicyIsNotPlayed() {
    CanaryReleaseSpec falling =
        new CanaryReleaseSpec(null, null, null, null, null, null, null, null);
    assertThatThrownBy(
            () -> new Simulation(falling, "shop", "users", scenario(1, errors(0), errors(0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spec.target.deployment");
  }
}
