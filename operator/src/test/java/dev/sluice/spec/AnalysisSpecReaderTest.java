package dev.sluice.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisPolicy;
import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.AnalysisMode;
import dev.sluice.api.v1alpha1.ErrorRate;
import dev.sluice.api.v1alpha1.GrpcStatus;
import dev.sluice.api.v1alpha1.InconclusiveAction;
import dev.sluice.api.v1alpha1.Latency;
import dev.sluice.api.v1alpha1.LatencyLimit;
import dev.sluice.api.v1alpha1.Metric;
import dev.sluice.api.v1alpha1.OnInconclusive;
import dev.sluice.api.v1alpha1.PrometheusMetric;
import dev.sluice.spec.ReleasePolicy.Patience;
import dev.sluice.spec.ReleasePolicy.Then;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnalysisSpecReaderTest {
  private static final MetricRule.Errors ERRORS =
      new MetricRule.Errors(
          "errors",
          Enforcement.ENFORCE,
          0.1,
          0.0002,
          OptionalDouble.empty(),
          List.of("5xx"),
          List.of(2, 13, 14, 15));
  private static final MetricRule.Latency LATENCY =
      new MetricRule.Latency("latency", Enforcement.ENFORCE, 0.1, 25, Optional.empty());
  private static final String FIELD = "spec.analysis.metrics[0]";

  private final FieldReader fields = new FieldReader();
  private final AnalysisSpecReader reader = new AnalysisSpecReader(fields);

  private List<String> refusals() {
    return fields.refusals().stream().map(Violation::toString).toList();
  }

  private static Analysis analysis(Metric... metrics) {
    return new Analysis(null, null, List.of(metrics), null, null, null);
  }

  private static Metric metric(ErrorRate errorRate) {
    return new Metric("m", null, errorRate, null, null);
  }

  private static Metric metric(Latency latency) {
    return new Metric("m", null, null, latency, null);
  }

  private static Metric metric(PrometheusMetric prometheus) {
    return new Metric("m", null, null, null, prometheus);
  }

  private static ErrorRate errorRate(String increase, String ignore, String max) {
    return new ErrorRate(increase, ignore, max, null, null);
  }

  private MetricRule.Errors errors(ErrorRate errorRate) {
    return (MetricRule.Errors) reader.rules(analysis(metric(errorRate))).metrics().get(0);
  }

  private MetricRule.Latency latency(Latency latency) {
    return (MetricRule.Latency) reader.rules(analysis(metric(latency))).metrics().get(0);
  }

  @Test
  void absentIsTheDefault() {
    AnalysisPolicy defaults =
        new AnalysisPolicy(Enforcement.ENFORCE, 0.01, List.of(ERRORS, LATENCY));
    assertThat(reader.rules(null)).isEqualTo(defaults);
    assertThat(reader.rules(new Analysis(null, null, null, null, null, null))).isEqualTo(defaults);
    assertThat(reader.onInconclusive(null))
        .isEqualTo(new Patience(Duration.ofMinutes(15), Then.ADVANCE));
    assertThat(reader.onNoTraffic(null)).isEqualTo(new Patience(Duration.ofMinutes(30), Then.HOLD));
    assertThat(reader.onNoData(null)).isEqualTo(new Patience(Duration.ofMinutes(30), Then.HOLD));
    assertThat(refusals()).isEmpty();
  }

  @Test
  void everythingIsRead() {
    Analysis analysis =
        new Analysis(
            AnalysisMode.Observe,
            "2.5%",
            List.of(
                new Metric(
                    "a",
                    AnalysisMode.Off,
                    new ErrorRate(
                        "0%", "0.5%", "1%", List.of("4xx", "503"), List.of(GrpcStatus.ABORTED)),
                    null,
                    null),
                new Metric(
                    "b",
                    AnalysisMode.Observe,
                    null,
                    new Latency("25%", "40ms", new LatencyLimit("0.99", "2.5s")),
                    null),
                new Metric(
                    "c",
                    AnalysisMode.Enforce,
                    null,
                    null,
                    new PrometheusMetric("x{{canary.pods}}", "-0.5", "100", 2, 7))),
            new OnInconclusive("1h30m", InconclusiveAction.RollBack),
            null,
            null);
    assertThat(reader.rules(analysis))
        .isEqualTo(
            new AnalysisPolicy(
                Enforcement.OBSERVE,
                0.025,
                List.of(
                    new MetricRule.Errors(
                        "a",
                        Enforcement.OFF,
                        0,
                        0.005,
                        OptionalDouble.of(0.01),
                        List.of("4xx", "503"),
                        List.of(10)),
                    new MetricRule.Latency(
                        "b",
                        Enforcement.OBSERVE,
                        0.25,
                        40,
                        Optional.of(new MetricRule.Limit(0.99, 2500))),
                    new MetricRule.Threshold(
                        "c",
                        Enforcement.ENFORCE,
                        "x{{canary.pods}}",
                        OptionalDouble.of(-0.5),
                        OptionalDouble.of(100),
                        2,
                        7))));
    assertThat(reader.onInconclusive(analysis))
        .isEqualTo(new Patience(Duration.ofMinutes(90), Then.ROLL_BACK));
    assertThat(refusals()).isEmpty();
  }

  @Test
  void grpcStatusesHaveTheirNumbers() {
    MetricRule.Errors all =
        errors(new ErrorRate(null, null, null, null, List.of(GrpcStatus.values())));
    assertThat(all.grpc()).isEqualTo(IntStream.rangeClosed(1, 16).boxed().toList());
    assertThat(GrpcStatus.NOT_FOUND.code()).isEqualTo(5);
    assertThat(GrpcStatus.UNAUTHENTICATED.code()).isEqualTo(16);
  }

  @Test
  void oneSideMayHaveNoErrors() {
    assertThat(errors(new ErrorRate(null, null, null, List.of(), null)).http()).isEmpty();
    assertThat(errors(new ErrorRate(null, null, null, null, List.of())).grpc()).isEmpty();
    assertThat(refusals()).isEmpty();
    MetricRule.Errors none = errors(new ErrorRate(null, null, null, List.of(), List.of()));
    assertThat(none.http()).containsExactly("5xx");
    assertThat(refusals())
        .containsExactly(
            FIELD
                + ".errorRate: http and grpc are both empty, so that nothing is an error; name a"
                + " status, or leave one of them away for its default");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "0%", "51%", "50.01%", "-1%", "one", "1 %", "", "%", "1e1%"})
  void aRateThatIsNoneIsRefused(String rate) {
    AnalysisPolicy rules = reader.rules(new Analysis(null, rate, null, null, null, null));
    assertThat(rules.falseRollbackRate()).isEqualTo(0.01);
    assertThat(refusals())
        .containsExactly(
            "spec.analysis.falseRollbackRate: \"%s\" is no percentage above 0%% and up to 50%%; write for example 1%%"
                .formatted(rate));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "0%", "101%", "-1%", "five", "5 %", "", "99999999999999999%"})
  void aShareThatIsNoneIsRefused(String share) {
    assertThat(errors(errorRate(null, share, share)))
        .returns(0.0002, MetricRule.Errors::ignoreBelow)
        .returns(OptionalDouble.empty(), MetricRule.Errors::max);
    String rest =
        ": \"%s\" is no percentage above 0%% and up to 100%%; write for example 1%% or 0.5%%"
            .formatted(share);
    assertThat(refusals())
        .containsExactly(FIELD + ".errorRate.ignoreBelow" + rest, FIELD + ".errorRate.max" + rest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "1001%", "1000.1%", "-1%", "ten", ""})
  void anExcessThatIsNoneIsRefused(String excess) {
    assertThat(errors(errorRate(excess, null, null)).maxIncrease()).isEqualTo(0.1);
    assertThat(latency(new Latency(excess, null, null)).maxSlowdown()).isEqualTo(0.1);
    String rest =
        ": \"%s\" is no percentage from 0%% to 1000%%; write for example 10%%".formatted(excess);
    assertThat(refusals())
        .containsExactly(
            FIELD + ".errorRate.maxIncrease" + rest, FIELD + ".latency.maxSlowdown" + rest);
  }

  @ParameterizedTest
  @CsvSource({
    "0%, 0",
    "0.02%, 0.0002",
    "10%, 0.1",
    "1000%, 10",
    "0.1234567890123%, 0.001234567890123"
  })
  void whatTheSchemaTakesIsRead(String text, double share) {
    assertThat(errors(errorRate(text, null, null)).maxIncrease()).isEqualTo(share);
    assertThat(refusals()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3xx", "399", "600", "5XX", "50", "5003", "teapot", "", "500 "})
  void aStatusThatIsNoErrorIsRefused(String status) {
    List<String> http = List.of("4xx", status);
    assertThat(errors(new ErrorRate(null, null, null, http, null)).http()).containsExactly("4xx");
    assertThat(errors(new ErrorRate(null, null, null, List.of(status), null)).http())
        .as("nothing but refused ones is no reason to see no errors")
        .containsExactly("5xx");
    String rest =
        ": \"%s\" is no HTTP status of an error; use 4xx, 5xx or a status from 400 to 599"
            .formatted(status);
    assertThat(refusals())
        .containsExactly(FIELD + ".errorRate.http[1]" + rest, FIELD + ".errorRate.http[0]" + rest);
  }

  @Test
  void aStatusOfALaterVersionIsRefused() {
    List<GrpcStatus> read = Arrays.asList(GrpcStatus.INTERNAL, null);
    assertThat(errors(new ErrorRate(null, null, null, null, read)).grpc()).containsExactly(13);
    assertThat(refusals())
        .singleElement()
        .asString()
        .startsWith(
            FIELD + ".errorRate.grpc[1]: is no gRPC status of an error that this version of Sluice")
        .contains("CANCELLED, UNKNOWN, ", "UNAUTHENTICATED");
  }

  @ParameterizedTest
  @CsvSource({
    "0.5ms, 0.5",
    "500ms, 500",
    "1s, 1000",
    "2.5s, 2500",
    "3600s, 3600000",
    "3600000ms, 3600000"
  })
  void aLimitIsReadToItsFraction(String duration, double millis) {
    assertThat(latency(new Latency(null, null, new LatencyLimit("0.999", duration))).max())
        .contains(new MetricRule.Limit(0.999, millis));
    assertThat(refusals()).isEmpty();
  }

  static Stream<Arguments> noLimits() {
    String duration =
        "duration: \"%s\" is no time above 0s and up to 3600s; write for example 500ms or 2.5s";
    String quantile = "quantile: \"%s\" is no decimal above 0 and below 1; write for example 0.99";
    return Stream.concat(
        Stream.of("0ms", "0s", "3600.1s", "1m", "500", "1s500ms", "-1s", "", "1 s")
            .map(text -> Arguments.of("0.99", text, duration.formatted(text))),
        Stream.concat(
            Stream.of("0.0", "0", "1", "1.0", "99", "p99", "-0.5", ".5", "0.99999999999999999999")
                .map(text -> Arguments.of(text, "1s", quantile.formatted(text))),
            Stream.of(
                Arguments.of(null, "1s", "quantile: is missing; write for example 0.99"),
                Arguments.of("0.99", null, "duration: is missing; write for example 500ms"))));
  }

  @ParameterizedTest
  @MethodSource("noLimits")
  void aLimitThatIsNoneIsRefused(String quantile, String duration, String message) {
    Latency latency = new Latency(null, null, new LatencyLimit(quantile, duration));
    assertThat(latency(latency).max()).isEmpty();
    assertThat(refusals()).containsExactly(FIELD + ".latency.max." + message);
  }

  static Stream<Arguments> noQueries() {
    String known =
        "{{namespace}} {{name}} {{service}} {{canary.deployment}} {{canary.pods}}"
            + " {{stable.deployment}} {{stable.pods}}";
    return Stream.of(
        Arguments.of(
            new PrometheusMetric(null, "1", null, null, null),
            ".query: is missing; write PromQL whose answer is one number"),
        Arguments.of(
            new PrometheusMetric(" ", "1", null, null, null),
            ".query: is missing; write PromQL whose answer is one number"),
        Arguments.of(
            new PrometheusMetric("x".repeat(4097), "1", null, null, null),
            ".query: has 4097 characters, more than 4096; make it a recording rule of Prometheus"),
        Arguments.of(
            new PrometheusMetric("{{canary.pods}}{{canary.pod}}", "1", null, null, null),
            ".query: has the unknown placeholder {{canary.pod}}; use one of " + known),
        Arguments.of(
            new PrometheusMetric("up", null, null, null, null),
            ": has no limit; add min, max or both"),
        Arguments.of(
            new PrometheusMetric("up", "many", null, null, null),
            ".min: \"many\" is no decimal; write for example 100 or -0.5"),
        Arguments.of(
            new PrometheusMetric("up", null, "1e3", null, null),
            ".max: \"1e3\" is no decimal; write for example 100 or -0.5"),
        Arguments.of(
            new PrometheusMetric("up", "2", "1.5", null, null),
            ".min: \"2\" is above max \"1.5\", so that no value is good; exchange them"),
        Arguments.of(
            new PrometheusMetric("up", "1", null, 6, null),
            ".failures: 6 is outside of 1 to 5, which is of; raise of or change failures"),
        Arguments.of(
            new PrometheusMetric("up", "1", null, null, 2),
            ".failures: 3 is outside of 1 to 2, which is of; raise of or change failures"),
        Arguments.of(
            new PrometheusMetric("up", "1", null, 0, 2),
            ".failures: 0 is outside of 1 to 2, which is of; raise of or change failures"),
        Arguments.of(
            new PrometheusMetric("up", "1", null, 3, 21),
            ".of: 21 is outside of 1 to 20; write for example 5"));
  }

  @ParameterizedTest
  @MethodSource("noQueries")
  void aQueryThatCannotBeJudgedIsLeftOut(PrometheusMetric query, String message) {
    AnalysisPolicy rules =
        reader.rules(analysis(metric(query), new Metric("e", null, null, null, null)));
    assertThat(rules.metrics()).containsExactly(ERRORS, LATENCY);
    assertThat(refusals())
        .containsExactly(
            FIELD + ".prometheus" + message,
            "spec.analysis.metrics[1]: \"e\" says not what to measure; add errorRate, latency or"
                + " prometheus");
  }

  @Test
  void aMetricMeasuresOneThing() {
    AnalysisPolicy rules =
        reader.rules(
            analysis(
                new Metric(
                    "m", null, errorRate(null, null, null), new Latency(null, null, null), null),
                new Metric("n", null, null, new Latency(null, null, null), null),
                new Metric("n", null, null, new Latency(null, null, null), null),
                new Metric(null, null, null, new Latency(null, null, null), null)));
    assertThat(rules.metrics()).extracting(MetricRule::name).containsExactly("n");
    assertThat(refusals())
        .containsExactly(
            FIELD + ": \"m\" measures several things; make a metric of each",
            "spec.analysis.metrics[2].name: \"n\" is used twice; name each metric once",
            "spec.analysis.metrics[3].name: is missing; name each metric once");
  }
}
