package dev.sluice.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.AnalysisMode;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.Latency;
import dev.sluice.api.v1alpha1.Metric;
import dev.sluice.api.v1alpha1.OnInconclusive;
import dev.sluice.api.v1alpha1.PrometheusMetric;
import dev.sluice.api.v1alpha1.Step;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.api.v1alpha1.Traffic;
import dev.sluice.api.v1alpha1.Until;
import dev.sluice.common.Quantities;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReaderTest {
  private static CanaryReleaseSpec spec(List<Step> steps, Analysis analysis, Traffic traffic) {
    return new CanaryReleaseSpec(
        new Target("users"), null, null, steps, analysis, traffic, null, null);
  }

  private static List<String> fields(CanaryReleaseSpec spec) {
    return PolicyReader.read(spec).refusals().stream().map(Violation::field).toList();
  }

  private static List<String> refusals(CanaryReleaseSpec spec) {
    return PolicyReader.read(spec).refusals().stream().map(Violation::toString).toList();
  }

  private static List<ReleasePolicy.StepPlan> steps(List<Step> steps, Analysis analysis) {
    return PolicyReader.read(spec(steps, analysis, null)).policy().orElseThrow().steps();
  }

  @Test
  void theLeastThatWorks() {
    ReleasePolicy policy = PolicyReader.read(spec(null, null, null)).policy().orElseThrow();
    assertThat(policy.service()).isEqualTo("users");
    assertThat(policy.steps())
        .extracting(ReleasePolicy.StepPlan::weight, ReleasePolicy.StepPlan::duration)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(5, Duration.ofMinutes(1)),
            org.assertj.core.groups.Tuple.tuple(20, Duration.ofMinutes(1)),
            org.assertj.core.groups.Tuple.tuple(50, Duration.ofMinutes(1)),
            org.assertj.core.groups.Tuple.tuple(100, Duration.ofMinutes(5)));
    assertThat(policy.steps())
        .extracting(ReleasePolicy.StepPlan::proven)
        .containsExactly(true, true, true, false);
    assertThat(policy.rules().metrics())
        .extracting(MetricRule::name)
        .containsExactly("errors", "latency");
    assertThat(policy.onNoData().then()).isEqualTo(ReleasePolicy.Then.HOLD);
    assertThat(policy.trafficPolicy()).isEmpty();
    assertThat(policy.mtls()).isEmpty();
  }

  @Test
  void aStepAtAHundredIsAddedWhereThereIsNone() {
    List<Step> steps = List.of(new Step("a", 10, "30s", null), new Step("b", null, null, null));
    assertThat(PolicyReader.read(spec(steps, null, null)).policy().orElseThrow().steps())
        .extracting(ReleasePolicy.StepPlan::weight)
        .containsExactly(10, 10, 100);
  }

  @Test
  void aWeightThatFallsIsRefused() {
    List<Step> steps = List.of(new Step("a", 50, null, null), new Step("b", 20, null, null));
    assertThat(PolicyReader.read(spec(steps, null, null)).refusals())
        .singleElement()
        .hasToString(
            "spec.steps[1].weight: 20 is less than 50 of the step before; a weight never falls"
                + " within a release");
  }

  @Test
  void theStepAtAHundredLastsLonger() {
    List<Step> steps = List.of(new Step(null, 99, null, null), new Step(null, 100, null, null));
    assertThat(steps(steps, null))
        .extracting(ReleasePolicy.StepPlan::duration)
        .containsExactly(Duration.ofMinutes(1), Duration.ofMinutes(5));
  }

  @Test
  void aStepIsProvenWhereBothVersionsHaveRequests() {
    List<Step> steps =
        List.of(
            new Step("a", 0, null, null),
            new Step("b", 1, null, null),
            new Step("c", 20, null, Until.Elapsed),
            new Step("d", null, "1m", null),
            new Step("e", 99, null, Until.Proven),
            new Step("f", 100, null, Until.Elapsed));
    assertThat(steps(steps, null))
        .extracting(ReleasePolicy.StepPlan::proven)
        .containsExactly(false, true, false, true, true, false);
  }

  @Test
  void nothingIsProvenByWhatEnforcesNothing() {
    List<Step> steps = List.of(new Step("a", 5, null, null), new Step("b", 10, null, Until.Proven));
    Metric latency =
        new Metric("m", AnalysisMode.Observe, null, new Latency(null, null, null), null);
    for (Analysis analysis :
        List.of(
            new Analysis(AnalysisMode.Observe, null, null, null, null, null),
            new Analysis(AnalysisMode.Off, null, null, null, null, null),
            new Analysis(null, null, List.of(latency), null, null, null))) {
      assertThat(steps(steps, analysis))
          .as(analysis.toString())
          .extracting(ReleasePolicy.StepPlan::proven)
          .containsExactly(false, false, false);
      assertThat(steps(null, analysis)).noneMatch(ReleasePolicy.StepPlan::proven);
    }
  }

  @Test
  void aQueryAloneProvesNothing() {
    Metric query =
        new Metric("m", null, null, null, new PrometheusMetric("up", "1", null, null, null));
    Analysis analysis = new Analysis(null, null, List.of(query), null, null, null);
    assertThat(steps(List.of(new Step("a", 5, null, null)), analysis))
        .noneMatch(ReleasePolicy.StepPlan::proven);
    assertThat(refusals(spec(List.of(new Step("a", 5, null, Until.Proven)), analysis, null)))
        .containsExactly(
            "spec.steps[0].until: cannot be Proven where no metric compares with the stable"
                + " version; add an errorRate or latency to spec.analysis.metrics, or use Elapsed");
  }

  @Test
  void aStepWithOneVersionAloneCannotBeProven() {
    List<Step> steps =
        List.of(
            new Step("a", null, "1m", Until.Proven),
            new Step("b", 0, null, Until.Proven),
            new Step("c", 100, null, Until.Proven));
    assertThat(refusals(spec(steps, null, null)))
        .containsExactly(
            "spec.steps[0].until: cannot be Proven at weight 0, where the canary has no requests to"
                + " prove it by; use Elapsed",
            "spec.steps[1].until: cannot be Proven at weight 0, where the canary has no requests to"
                + " prove it by; use Elapsed",
            "spec.steps[2].until: cannot be Proven at weight 100, where no stable version is left"
                + " to compare with; use Elapsed");
    assertThat(steps(steps, null)).noneMatch(ReleasePolicy.StepPlan::proven);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "s", "-1s", "1d", "1 s", ""})
  void aDurationThatIsNoneIsRefused(String text) {
    assertThat(fields(spec(null, null, new Traffic(null, text, null))))
        .containsExactly("spec.traffic.propagation");
  }

  @Test
  void everythingWrongIsSaidAtOnce() {
    CanaryReleaseSpec spec =
        spec(
            List.of(new Step("a", 200, "x", null)),
            new Analysis(
                null,
                "none",
                List.of(
                    new Metric("m", null, null, null, null),
                    new Metric("m", null, null, new Latency("none", null, null), null)),
                new OnInconclusive("z", null),
                null,
                null),
            new Traffic(null, null, "y"));
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
