package dev.sluice.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.PrometheusMetric;
import dev.sluice.messages.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PrometheusMetricReaderTest {
  private static final String FIELD = "spec.analysis.metrics[0].prometheus";

  private final FieldReader fields = new FieldReader();
  private final PrometheusMetricReader reader = new PrometheusMetricReader(fields);

  static Stream<Arguments> invalidQueries() {
    String known =
        "{{namespace}} {{name}} {{service}} {{canary.deployment}} {{canary.pods}}"
            + " {{stable.deployment}} {{stable.pods}}";
    return Stream.of(
        Arguments.of(
            new PrometheusMetric(null, "1", null, null, null, null),
            ".query: is required; write a PromQL query with a single number as its result"),
        Arguments.of(
            new PrometheusMetric(" ", "1", null, null, null, null),
            ".query: is required; write a PromQL query with a single number as its result"),
        Arguments.of(
            new PrometheusMetric("x".repeat(4097), "1", null, null, null, null),
            ".query: has 4097 characters, more than 4096; move it to a Prometheus recording rule"),
        Arguments.of(
            new PrometheusMetric("{{canary.pods}}{{canary.pod}}", "1", null, null, null, null),
            ".query: contains the unknown placeholder {{canary.pod}}; use one of " + known),
        Arguments.of(
            new PrometheusMetric("up", null, null, null, null, null),
            ": has no limit; set min, max or both"),
        Arguments.of(
            new PrometheusMetric("up", "many", null, null, null, null),
            ".min: invalid number \"many\"; use for example 100 or -0.5"),
        Arguments.of(
            new PrometheusMetric("up", null, "1e3", null, null, null),
            ".max: invalid number \"1e3\"; use for example 100 or -0.5"),
        Arguments.of(
            new PrometheusMetric("up", "2", "1.5", null, null, null),
            ".min: min 2 is greater than max 1.5; swap them"),
        Arguments.of(
            new PrometheusMetric("up", "1", null, 6, null, null),
            ".failures: failures (6) must not exceed window (5)"),
        Arguments.of(
            new PrometheusMetric("up", "1", null, null, 2, null),
            ".failures: failures (3) must not exceed window (2)"),
        Arguments.of(
            new PrometheusMetric("up", "1", null, 0, 2, null),
            ".failures: failures (0) must be at least 1"),
        Arguments.of(
            new PrometheusMetric("up", "1", null, 3, 21, null),
            ".window: 21 is not within 1 to 20; use for example 5"));
  }

  @ParameterizedTest
  @MethodSource("invalidQueries")
  void anInvalidQueryIsRejected(PrometheusMetric query, String message) {
    assertThat(reader.rule(FIELD, "m", Enforcement.ENFORCE, query)).isEmpty();
    assertThat(fields.violations())
        .extracting(Violation::toString)
        .containsExactly(FIELD + message);
  }

  @Test
  void defaultsAreThreeOfFive() {
    assertThat(read(new PrometheusMetric("up", "1", null, null, null, null)))
        .returns(3, MetricRule.ThresholdRule::failures)
        .returns(5, MetricRule.ThresholdRule::of);
    assertThat(fields.notices()).isEmpty();
  }

  @Test
  void theFormerNameOfWindowCountsAndIsReported() {
    assertThat(read(new PrometheusMetric("up", "1", null, 6, null, 7)).of()).isEqualTo(7);
    assertThat(fields.violations()).isEmpty();
    assertThat(fields.notices())
        .containsExactly(
            new SpecNotice(
                Reason.FieldRenamed,
                FIELD + ".of",
                "was renamed to window; the stored value 7 still applies. Use window at the next"
                    + " edit of this metric"));
  }

  @Test
  void theNewNameOfWindowWins() {
    assertThat(read(new PrometheusMetric("up", "1", null, null, 8, 7)).of()).isEqualTo(8);
    assertThat(fields.notices()).isEmpty();
  }

  private MetricRule.ThresholdRule read(PrometheusMetric query) {
    return (MetricRule.ThresholdRule)
        reader.rule(FIELD, "m", Enforcement.ENFORCE, query).orElseThrow();
  }
}
