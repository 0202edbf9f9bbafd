package dev.sluice.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.AnalysisMode;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.LatencyMetric;
import dev.sluice.api.v1alpha1.Metric;
import dev.sluice.api.v1alpha1.OnInconclusive;
import dev.sluice.api.v1alpha1.PrometheusMetric;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.api.v1alpha1.Traffic;
import dev.sluice.api.v1alpha1.Until;
import dev.sluice.common.Quantities;
import dev.sluice.traffic.MutualTls;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReaderTest {
  private static CanaryReleaseSpec spec(List<StepSpec> steps, Analysis analysis, Traffic traffic) {
    return new CanaryReleaseSpec(
        new Target("users"), null, null, steps, analysis, traffic, null, null);
  }

  private static List<String> fields(CanaryReleaseSpec spec) {
    return PolicyReader.read(spec).violations().stream().map(Violation::field).toList();
  }

  private static List<String> violations(CanaryReleaseSpec spec) {
    return PolicyReader.read(spec).violations().stream().map(Violation::toString).toList();
  }

  private static List<ReleaseStep> steps(List<StepSpec> steps, Analysis analysis) {
    return PolicyReader.read(spec(steps, analysis, null)).policy().steps();
  }

  @Test
  void aMinimalSpecHasDefaults() {
    ReleasePolicy policy = PolicyReader.read(spec(null, null, null)).policy();
    assertThat(policy.service()).isEqualTo("users");
    assertThat(policy.steps())
        .extracting(ReleaseStep::weight, ReleaseStep::minimum)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(5, Duration.ofMinutes(1)),
            org.assertj.core.groups.Tuple.tuple(20, Duration.ofMinutes(1)),
            org.assertj.core.groups.Tuple.tuple(50, Duration.ofMinutes(1)),
            org.assertj.core.groups.Tuple.tuple(100, Duration.ofMinutes(5)));
    assertThat(policy.steps())
        .extracting(step -> step.gate().asksForProof())
        .containsExactly(true, true, true, false);
    assertThat(policy.analysis().metrics())
        .extracting(MetricRule::name)
        .containsExactly("errors", "latency", "client-errors", "abandoned");
    assertThat(policy.timeouts().noData().action()).isEqualTo(TimeoutAction.HOLD);
    assertThat(policy.trafficPolicy()).isEmpty();
    assertThat(policy.policy(MutualTls.class)).isEmpty();
  }

  @Test
  void aFinalStepOfWeight100IsAppended() {
    List<StepSpec> steps =
        List.of(new StepSpec("a", 10, "30s", null), new StepSpec("b", null, null, null));
    assertThat(PolicyReader.read(spec(steps, null, null)).policy().steps())
        .extracting(ReleaseStep::weight)
        .containsExactly(10, 10, 100);
  }

  @Test
  void aDecreasingWeightIsRejected() {
    List<StepSpec> steps =
        List.of(new StepSpec("a", 50, null, null), new StepSpec("b", 20, null, null));
    assertThat(PolicyReader.read(spec(steps, null, null)).violations())
        .singleElement()
        .hasToString(
            "spec.steps[1].weight: 20 is lower than the previous step's 50; weights must not"
                + " decrease");
  }

  @Test
  void theStepOfWeight100LastsLonger() {
    List<StepSpec> steps =
        List.of(new StepSpec(null, 99, null, null), new StepSpec(null, 100, null, null));
    assertThat(steps(steps, null))
        .extracting(ReleaseStep::minimum)
        .containsExactly(Duration.ofMinutes(1), Duration.ofMinutes(5));
  }

  @Test
  void aStepIsProvenIfBothVersionsHaveRequests() {
    List<StepSpec> steps =
        List.of(
            new StepSpec("a", 0, null, null),
            new StepSpec("b", 1, null, null),
            new StepSpec("c", 20, null, Until.Elapsed),
            new StepSpec("d", null, "1m", null),
            new StepSpec("e", 99, null, Until.Proven),
            new StepSpec("f", 100, null, Until.Elapsed));
    assertThat(steps(steps, null))
        .extracting(step -> step.gate().asksForProof())
        .containsExactly(false, true, false, true, true, false);
  }

  @Test
  void onlyEnforcedMetricsProveAStep() {
    List<StepSpec> steps =
        List.of(new StepSpec("a", 5, null, null), new StepSpec("b", 10, null, Until.Proven));
    Metric latency =
        new Metric(
            "m", AnalysisMode.Observe, null, null, new LatencyMetric(null, null, null), null);
    for (Analysis analysis :
        List.of(
            new Analysis(AnalysisMode.Observe, null, null, null, null, null),
            new Analysis(AnalysisMode.Off, null, null, null, null, null),
            new Analysis(null, null, List.of(latency), null, null, null))) {
      assertThat(steps(steps, analysis))
          .as(analysis.toString())
          .extracting(step -> step.gate().asksForProof())
          .containsExactly(false, false, false);
      assertThat(steps(null, analysis)).noneMatch(step -> step.gate().asksForProof());
    }
  }

  @Test
  void aQueryAloneProvesNothing() {
    Metric query =
        new Metric(
            "m", null, null, null, null, new PrometheusMetric("up", "1", null, null, null, null));
    Analysis analysis = new Analysis(null, null, List.of(query), null, null, null);
    assertThat(steps(List.of(new StepSpec("a", 5, null, null)), analysis))
        .noneMatch(step -> step.gate().asksForProof());
    assertThat(violations(spec(List.of(new StepSpec("a", 5, null, Until.Proven)), analysis, null)))
        .containsExactly(
            "spec.steps[0].until: cannot be Proven without a metric that compares with the"
                + " stable version; add an errorRate or latency to spec.analysis.metrics, or use"
                + " Elapsed");
  }

  @Test
  void aStepWithASingleVersionCannotBeProven() {
    List<StepSpec> steps =
        List.of(
            new StepSpec("a", null, "1m", Until.Proven),
            new StepSpec("b", 0, null, Until.Proven),
            new StepSpec("c", 100, null, Until.Proven));
    assertThat(violations(spec(steps, null, null)))
        .containsExactly(
            "spec.steps[0].until: cannot be Proven at weight 0, because the canary receives no"
                + " requests; use Elapsed",
            "spec.steps[1].until: cannot be Proven at weight 0, because the canary receives no"
                + " requests; use Elapsed",
            "spec.steps[2].until: cannot be Proven at weight 100, because no stable version is"
                + " left to compare with; use Elapsed");
    assertThat(steps(steps, null)).noneMatch(step -> step.gate().asksForProof());
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "s", "-1s", "1d", "1 s", ""})
  void anInvalidDurationIsRejected(String text) {
    assertThat(fields(spec(null, null, new Traffic(null, null, text, null, null, null, null))))
        .containsExactly("spec.traffic.propagation");
  }

  @Test
  void allViolationsAreReportedAtOnce() {
    CanaryReleaseSpec spec =
        spec(
            List.of(new StepSpec("a", 200, "x", null)),
            new Analysis(
                null,
                "none",
                List.of(
                    new Metric("m", null, null, null, null, null),
                    new Metric("m", null, null, null, new LatencyMetric("none", null, null), null)),
                new OnInconclusive("z", null),
                null,
                null),
            new Traffic(null, null, null, "y", null, null, null));
    assertThat(fields(spec))
        .containsExactlyInAnyOrder(
            "spec.steps[0].weight",
            "spec.steps[0].duration",
            "spec.analysis.falseRollbackRate",
            "spec.analysis.onInconclusive.after",
            "spec.analysis.metrics[0]",
            "spec.analysis.metrics[1].name",
            "spec.traffic.drain");
  }

  @Test
  void durationsAreReadAndWritten() {
    assertThat(Quantities.duration("1m30s")).contains(Duration.ofSeconds(90));
    assertThat(Quantities.duration("1.5h")).contains(Duration.ofMinutes(90));
    assertThat(Quantities.duration("250ms")).contains(Duration.ofMillis(250));
    assertThat(Quantities.duration("99999999999999999999h")).isEmpty();
    assertThat(Quantities.text(Duration.ofSeconds(3905))).isEqualTo("1h5m5s");
    assertThat(Quantities.text(Duration.ofMillis(250))).isEqualTo("250ms");
    assertThat(Quantities.text(Duration.ZERO)).isEqualTo("0s");
  }
}
