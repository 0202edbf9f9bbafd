package dev.sluice.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisPolicy;
import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricKind;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.AnalysisMode;
import dev.sluice.api.v1alpha1.ErrorRate;
import dev.sluice.api.v1alpha1.GrpcStatus;
import dev.sluice.api.v1alpha1.InconclusiveAction;
import dev.sluice.api.v1alpha1.LatencyLimit;
import dev.sluice.api.v1alpha1.LatencyMetric;
import dev.sluice.api.v1alpha1.Metric;
import dev.sluice.api.v1alpha1.OnInconclusive;
import dev.sluice.api.v1alpha1.PrometheusMetric;
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
  private static final MetricRule.ErrorRule ERRORS =
      new MetricRule.ErrorRule(
          "errors",
          Enforcement.ENFORCE,
          MetricKind.ERRORS,
          0.1,
          0.0002,
          OptionalDouble.empty(),
          List.of("5xx"),
          List.of(2, 13, 14, 15));
  private static final MetricRule.LatencyRule LATENCY =
      new MetricRule.LatencyRule("latency", Enforcement.ENFORCE, 0.1, 25, Optional.empty());
  private static final MetricRule.ErrorRule CLIENT_ERRORS =
      new MetricRule.ErrorRule(
          "client-errors",
          Enforcement.ENFORCE,
          MetricKind.CLIENT_ERRORS,
          0.1,
          0.01,
          OptionalDouble.empty(),
          List.of("4xx"),
          List.of(3, 5, 6, 7, 16, 9, 11, 12));
  private static final MetricRule.ErrorRule ABANDONED =
      new MetricRule.ErrorRule(
          "abandoned",
          Enforcement.ENFORCE,
          MetricKind.ABANDONED,
          0.1,
          0.005,
          OptionalDouble.empty(),
          List.of(),
          List.of());
  private static final String FIELD = "spec.analysis.metrics[0]";

  /** Not allowed before a percent sign, in the API as in prose. */
  private static final String SPACE = " ";

  private final FieldReader fields = new FieldReader();
  private final AnalysisSpecReader reader = new AnalysisSpecReader(fields);

  private List<String> violations() {
    return fields.violations().stream().map(Violation::toString).toList();
  }

  private static Analysis analysis(Metric... metrics) {
    return new Analysis(null, null, List.of(metrics), null, null, null);
  }

  private static Metric metric(ErrorRate errorRate) {
    return new Metric("m", null, errorRate, null, null, null);
  }

  private static Metric metric(LatencyMetric latency) {
    return new Metric("m", null, null, null, latency, null);
  }

  private static ErrorRate errorRate(String increase, String ignore, String max) {
    return new ErrorRate(increase, ignore, max, null, null);
  }

  private MetricRule.ErrorRule errors(ErrorRate errorRate) {
    return (MetricRule.ErrorRule) reader.policy(analysis(metric(errorRate))).metrics().get(0);
  }

  private MetricRule.LatencyRule latency(LatencyMetric latency) {
    return (MetricRule.LatencyRule) reader.policy(analysis(metric(latency))).metrics().get(0);
  }

  @Test
  void absentIsTheDefault() {
    AnalysisPolicy defaults =
        new AnalysisPolicy(
            Enforcement.ENFORCE, 0.01, List.of(ERRORS, LATENCY, CLIENT_ERRORS, ABANDONED));
    assertThat(reader.policy(null)).isEqualTo(defaults);
    assertThat(reader.policy(new Analysis(null, null, null, null, null, null))).isEqualTo(defaults);
    assertThat(reader.timeouts(null).inconclusive())
        .isEqualTo(new Timeout(Duration.ofMinutes(15), TimeoutAction.ADVANCE));
    assertThat(reader.timeouts(null).noTraffic())
        .isEqualTo(new Timeout(Duration.ofMinutes(30), TimeoutAction.HOLD));
    assertThat(reader.timeouts(null).noData())
        .isEqualTo(new Timeout(Duration.ofMinutes(30), TimeoutAction.HOLD));
    assertThat(violations()).isEmpty();
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
                    null,
                    null),
                new Metric(
                    "b",
                    AnalysisMode.Observe,
                    null,
                    null,
                    new LatencyMetric("25%", "40ms", new LatencyLimit("0.99", "2.5s")),
                    null),
                new Metric(
                    "c",
                    AnalysisMode.Enforce,
                    null,
                    null,
                    null,
                    new PrometheusMetric("x{{canary.pods}}", "-0.5", "100", 2, 7, null))),
            new OnInconclusive("1h30m", InconclusiveAction.RollBack),
            null,
            null);
    assertThat(reader.policy(analysis))
        .isEqualTo(
            new AnalysisPolicy(
                Enforcement.OBSERVE,
                0.025,
                List.of(
                    new MetricRule.ErrorRule(
                        "a",
                        Enforcement.OFF,
                        MetricKind.ERRORS,
                        0,
                        0.005,
                        OptionalDouble.of(0.01),
                        List.of("4xx", "503"),
                        List.of(10)),
                    new MetricRule.LatencyRule(
                        "b",
                        Enforcement.OBSERVE,
                        0.25,
                        40,
                        Optional.of(new MetricRule.Limit(0.99, 2500))),
                    new MetricRule.ThresholdRule(
                        "c",
                        Enforcement.ENFORCE,
                        "x{{canary.pods}}",
                        OptionalDouble.of(-0.5),
                        OptionalDouble.of(100),
                        2,
                        7))));
    assertThat(reader.timeouts(analysis).inconclusive())
        .isEqualTo(new Timeout(Duration.ofMinutes(90), TimeoutAction.ROLL_BACK));
    assertThat(violations()).isEmpty();
  }

  @Test
  void grpcStatusesHaveTheirNumbers() {
    MetricRule.ErrorRule all =
        errors(new ErrorRate(null, null, null, null, List.of(GrpcStatus.values())));
    assertThat(all.grpc()).isEqualTo(IntStream.rangeClosed(1, 16).boxed().toList());
    assertThat(GrpcStatus.NOT_FOUND.code()).isEqualTo(5);
    assertThat(GrpcStatus.UNAUTHENTICATED.code()).isEqualTo(16);
  }

  @Test
  void oneSideMayHaveNoErrors() {
    assertThat(errors(new ErrorRate(null, null, null, List.of(), null)).http()).isEmpty();
    assertThat(errors(new ErrorRate(null, null, null, null, List.of())).grpc()).isEmpty();
    assertThat(violations()).isEmpty();
    MetricRule.ErrorRule none = errors(new ErrorRate(null, null, null, List.of(), List.of()));
    assertThat(none.http()).containsExactly("5xx");
    assertThat(violations())
        .containsExactly(
            FIELD
                + ".errorRate: http and grpc are both empty, so nothing counts as an error; name a"
                + " status, or omit one of them to use its default");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "0%", "51%", "50.01%", "-1%", "one", "1" + SPACE + "%", "", "%", "1e1%"})
  void anInvalidRateIsRejected(String rate) {
    AnalysisPolicy rules = reader.policy(new Analysis(null, rate, null, null, null, null));
    assertThat(rules.falseRollbackRate()).isEqualTo(0.01);
    assertThat(violations())
        .containsExactly(
            ("spec.analysis.falseRollbackRate: invalid percentage \"%s\": must be more than 0%% and"
                    + " at most 50%%; use for example 1%%")
                .formatted(rate));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"5", "0%", "101%", "-1%", "five", "5" + SPACE + "%", "", "99999999999999999%"})
  void anInvalidShareIsRejected(String share) {
    assertThat(errors(errorRate(null, share, share)))
        .returns(0.0002, MetricRule.ErrorRule::ignoreBelow)
        .returns(OptionalDouble.empty(), MetricRule.ErrorRule::max);
    String rest =
        (": invalid percentage \"%s\": must be more than 0%% and at most 100%%; use for example 1%%"
                + " or 0.5%%")
            .formatted(share);
    assertThat(violations())
        .containsExactly(FIELD + ".errorRate.ignoreBelow" + rest, FIELD + ".errorRate.max" + rest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "1001%", "1000.1%", "-1%", "ten", ""})
  void anInvalidIncreaseIsRejected(String excess) {
    assertThat(errors(errorRate(excess, null, null)).maxIncrease()).isEqualTo(0.1);
    assertThat(latency(new LatencyMetric(excess, null, null)).maxSlowdown()).isEqualTo(0.1);
    String rest =
        ": invalid percentage \"%s\": must be from 0%% to 1000%%; use for example 10%%"
            .formatted(excess);
    assertThat(violations())
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
    assertThat(violations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3xx", "399", "600", "5XX", "50", "5003", "teapot", "", "500 "})
  void anInvalidErrorStatusIsRejected(String status) {
    List<String> http = List.of("4xx", status);
    assertThat(errors(new ErrorRate(null, null, null, http, null)).http()).containsExactly("4xx");
    assertThat(errors(new ErrorRate(null, null, null, List.of(status), null)).http())
        .as("only invalid entries count as absent")
        .containsExactly("5xx");
    String rest =
        ": invalid HTTP error status \"%s\"; use 4xx, 5xx or a status from 400 to 599"
            .formatted(status);
    assertThat(violations())
        .containsExactly(FIELD + ".errorRate.http[1]" + rest, FIELD + ".errorRate.http[0]" + rest);
  }

  @Test
  void aStatusOfALaterVersionIsRejected() {
    List<GrpcStatus> read = Arrays.asList(GrpcStatus.INTERNAL, null);
    assertThat(errors(new ErrorRate(null, null, null, null, read)).grpc()).containsExactly(13);
    assertThat(violations())
        .singleElement()
        .asString()
        .startsWith(FIELD + ".errorRate.grpc[1]: unknown gRPC status; use one of ")
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
    assertThat(latency(new LatencyMetric(null, null, new LatencyLimit("0.999", duration))).max())
        .contains(new MetricRule.Limit(0.999, millis));
    assertThat(violations()).isEmpty();
  }

  static Stream<Arguments> invalidLimits() {
    String duration =
        "duration: invalid duration \"%s\": must be more than 0s and at most 3600s, in ms or s; use"
            + " for example 500ms or 2.5s";
    String quantile =
        "quantile: invalid quantile \"%s\": must be more than 0 and less than 1; use for example"
            + " 0.99";
    return Stream.concat(
        Stream.of("0ms", "0s", "3600.1s", "1m", "500", "1s500ms", "-1s", "", "1 s")
            .map(text -> Arguments.of("0.99", text, duration.formatted(text))),
        Stream.concat(
            Stream.of("0.0", "0", "1", "1.0", "99", "p99", "-0.5", ".5", "0.99999999999999999999")
                .map(text -> Arguments.of(text, "1s", quantile.formatted(text))),
            Stream.of(
                Arguments.of(null, "1s", "quantile: is required; use for example 0.99"),
                Arguments.of("0.99", null, "duration: is required; use for example 500ms"))));
  }

  @ParameterizedTest
  @MethodSource("invalidLimits")
  void anInvalidLimitIsRejected(String quantile, String duration, String message) {
    LatencyMetric latency = new LatencyMetric(null, null, new LatencyLimit(quantile, duration));
    assertThat(latency(latency).max()).isEmpty();
    assertThat(violations()).containsExactly(FIELD + ".latency.max." + message);
  }

  @Test
  void aMetricHasOneSource() {
    AnalysisPolicy rules =
        reader.policy(
            analysis(
                new Metric(
                    "m",
                    null,
                    errorRate(null, null, null),
                    null,
                    new LatencyMetric(null, null, null),
                    null),
                new Metric("n", null, null, null, new LatencyMetric(null, null, null), null),
                new Metric("n", null, null, null, new LatencyMetric(null, null, null), null),
                new Metric(null, null, null, null, new LatencyMetric(null, null, null), null)));
    assertThat(rules.metrics()).extracting(MetricRule::name).containsExactly("n");
    assertThat(violations())
        .containsExactly(
            FIELD + ": \"m\" has more than one source; define a metric for each",
            "spec.analysis.metrics[2].name: \"n\" is used twice; give each metric a unique name",
            "spec.analysis.metrics[3].name: is required; give each metric a unique name");
  }

  @Test
  void anErrorRateWithoutAFaultOfTheServerCountsClientErrors() {
    AnalysisPolicy rules =
        reader.policy(
            analysis(
                named("a", new ErrorRate(null, null, null, List.of("4xx"), null)),
                named("b", new ErrorRate(null, null, null, List.of("404", "503"), null)),
                named("c", new ErrorRate(null, null, null, List.of(), null)),
                named(
                    "d",
                    new ErrorRate(
                        null, null, null, List.of("404"), List.of(GrpcStatus.UNAVAILABLE)))));
    assertThat(rules.metrics())
        .extracting(MetricRule::kind)
        .containsExactly(
            MetricKind.CLIENT_ERRORS, MetricKind.ERRORS, MetricKind.ERRORS, MetricKind.ERRORS);
    assertThat(fields.notices())
        .singleElement()
        .satisfies(
            notice ->
                assertThat(notice.toString())
                    .isEqualTo(
                        "spec.analysis.metrics: replaces the default metrics, so that latency,"
                            + " abandoned are not analyzed; add metrics if they should be"));
  }

  private static Metric named(String name, ErrorRate errorRate) {
    return new Metric(name, null, errorRate, null, null, null);
  }
}
