package dev.sluice.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.ErrorRate;
import dev.sluice.api.v1alpha1.Metric;
import dev.sluice.api.v1alpha1.Step;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.api.v1alpha1.Traffic;
import java.time.Duration;
import java.util.Arrays;
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
    return PolicyReader.read(spec).refusals().stream().map(Refusal::field).toList();
  }

  @Test
  void theLeastThatWorks() {
    Policy policy = PolicyReader.read(spec(null, null, null)).policy().orElseThrow();
    assertThat(policy.service()).isEqualTo("users");
    assertThat(policy.steps())
        .extracting(Policy.StepPlan::weight, Policy.StepPlan::duration)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(5, Duration.ofMinutes(1)),
            org.assertj.core.groups.Tuple.tuple(20, Duration.ofMinutes(1)),
            org.assertj.core.groups.Tuple.tuple(50, Duration.ofMinutes(1)),
            org.assertj.core.groups.Tuple.tuple(100, Duration.ofMinutes(5)));
    assertThat(policy.rules())
        .singleElement()
        .hasToString("ErrorRateRule[metric=errors, max=0.05]");
    assertThat(policy.onNoData().then()).isEqualTo(Policy.Then.HOLD);
    assertThat(policy.trafficPolicy()).isEmpty();
    assertThat(policy.mtls()).isEmpty();
  }

  @Test
  void aStepAtAHundredIsAddedWhereThereIsNone() {
    List<Step> steps = Arrays.asList(new Step("a", 10, "30s"), new Step("b", null, null));
    assertThat(PolicyReader.read(spec(steps, null, null)).policy().orElseThrow().steps())
        .extracting(Policy.StepPlan::weight)
        .containsExactly(10, 10, 100);
  }

  @Test
  void aWeightThatFallsIsRefused() {
    List<Step> steps = List.of(new Step("a", 50, null), new Step("b", 20, null));
    assertThat(PolicyReader.read(spec(steps, null, null)).refusals())
        .singleElement()
        .hasToString(
            "spec.steps[1].weight: 20 is less than 50 of the step before; a weight never falls within a release");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "0%", "101%", "-1%", "five", "5 %", ""})
  void aPercentageThatIsNoneIsRefused(String max) {
    Analysis analysis = new Analysis(List.of(new Metric("errors", new ErrorRate(max))), null, null);
    assertThat(fields(spec(null, analysis, null)))
        .containsExactly("spec.analysis.metrics[0].errorRate.max");
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
            List.of(new Step("a", 200, "x")),
            new Analysis(List.of(new Metric("m", null), new Metric("m", null)), null, null),
            new Traffic(null, null, "y"));
    assertThat(fields(spec))
        .containsExactlyInAnyOrder(
            "spec.steps[0].weight",
            "spec.steps[0].duration",
            "spec.analysis.metrics[0]",
            "spec.analysis.metrics[1].name",
            "spec.analysis.metrics[1]",
            "spec.traffic.drain");
  }

  @Test
  void durationsAreReadAndWritten() {
    assertThat(Times.duration("1m30s")).contains(Duration.ofSeconds(90));
    assertThat(Times.duration("1.5h")).contains(Duration.ofMinutes(90));
    assertThat(Times.duration("250ms")).contains(Duration.ofMillis(250));
    assertThat(Times.duration("99999999999999999999h")).isEmpty();
    assertThat(Times.text(Duration.ofSeconds(3905))).isEqualTo("1h5m5s");
    assertThat(Times.text(Duration.ofMillis(250))).isEqualTo("250ms");
    assertThat(Times.text(Duration.ZERO)).isEqualTo("0s");
  }
}
