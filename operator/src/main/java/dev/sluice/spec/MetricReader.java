package dev.sluice.spec;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricKind;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.AbandonedRate;
import dev.sluice.api.v1alpha1.AnalysisMode;
import dev.sluice.api.v1alpha1.Defaults;
import dev.sluice.api.v1alpha1.ErrorRate;
import dev.sluice.api.v1alpha1.GrpcStatus;
import dev.sluice.api.v1alpha1.LatencyLimit;
import dev.sluice.api.v1alpha1.LatencyMetric;
import dev.sluice.api.v1alpha1.Metric;
import dev.sluice.common.Quantities;
import dev.sluice.messages.SpecMessages;
import dev.sluice.spec.FieldReader.PercentRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one entry of {@code spec.analysis.metrics}; a part of {@link AnalysisSpecReader}. */
final class MetricReader {
  private static final Duration LATENCY_IGNORE_BELOW =
      FieldReader.parseDefault(Defaults.LATENCY_IGNORE_BELOW);
  private static final PercentRange SHARE = new PercentRange(0, false, 100, "1% or 0.5%");
  private static final PercentRange INCREASE = new PercentRange(0, true, 1000, "10%");

  /** gRPC statuses that say that the request was wrong, by number. */
  private static final Set<Integer> CLIENT_STATUSES =
      Defaults.GRPC_CLIENT_ERRORS.stream()
          .map(GrpcStatus::code)
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern HTTP_ERROR = Pattern.compile("[45](xx|[0-9][0-9])");
  private static final Pattern QUANTILE = Pattern.compile("0\\.[0-9]{1,30}");
  private static final Pattern LIMIT = Pattern.compile("[0-9]{1,32}(\\.[0-9]{1,32})?(ms|s)");

  /** Upper end of Istio's latency histogram. */
  private static final long LONGEST_SECONDS = 3600;

  private final FieldReader fields;
  private final PrometheusMetricReader queries;

  MetricReader(FieldReader fields) {
    this.fields = fields;
    this.queries = new PrometheusMetricReader(fields);
  }

  /** The metrics of a spec that names none. */
  List<MetricRule> defaults() {
    return List.of(
        errors(
            "",
            Defaults.ERRORS_NAME,
            Enforcement.ENFORCE,
            new ErrorRate(null, null, null, null, null)),
        latency(
            "", Defaults.LATENCY_NAME, Enforcement.ENFORCE, new LatencyMetric(null, null, null)),
        errors(
            "",
            Defaults.CLIENT_ERRORS_NAME,
            Enforcement.ENFORCE,
            new ErrorRate(null, null, null, Defaults.HTTP_CLIENT_ERRORS, null)),
        abandoned("", Defaults.ABANDONED_NAME, Enforcement.ENFORCE, new AbandonedRate(null, null)));
  }

  /** The rule; empty if the metric does not have exactly one source or its query is invalid. */
  Optional<MetricRule> rule(String field, Metric metric) {
    String name = metric.name();
    Enforcement mode = enforcement(metric.mode() == null ? AnalysisMode.Enforce : metric.mode());
    long sources =
        Stream.of(metric.errorRate(), metric.abandonedRate(), metric.latency(), metric.prometheus())
            .filter(Objects::nonNull)
            .count();
    if (sources != 1) {
      fields.reject(
          field, sources == 0 ? SpecMessages.noSource(name) : SpecMessages.severalSources(name));
      return Optional.empty();
    }
    if (metric.errorRate() != null) {
      return Optional.of(errors(field + ".errorRate", name, mode, metric.errorRate()));
    }
    if (metric.abandonedRate() != null) {
      return Optional.of(abandoned(field + ".abandonedRate", name, mode, metric.abandonedRate()));
    }
    return metric.latency() == null
        ? queries.rule(field + ".prometheus", name, mode, metric.prometheus())
        : Optional.of(latency(field + ".latency", name, mode, metric.latency()));
  }

  static Enforcement enforcement(AnalysisMode mode) {
    return switch (mode) {
      case Enforce -> Enforcement.ENFORCE;
      case Observe -> Enforcement.OBSERVE;
      case Off -> Enforcement.OFF;
    };
  }

  private MetricRule.ErrorRule errors(
      String field, String name, Enforcement mode, ErrorRate given) {
    List<String> http = http(field + ".http", given.http());
    boolean fromServer = http.isEmpty() || http.stream().anyMatch(MetricReader::isOfServer);
    List<Integer> grpc =
        grpc(
            field + ".grpc",
            given.grpc(),
            fromServer ? Defaults.GRPC_ERRORS : Defaults.GRPC_CLIENT_ERRORS);
    boolean nothing = http.isEmpty() && grpc.isEmpty();
    if (nothing) {
      fields.reject(field, SpecMessages.nothingIsAnError());
    }
    MetricKind kind = nothing ? MetricKind.ERRORS : kind(http, grpc);
    return new MetricRule.ErrorRule(
        name,
        mode,
        kind,
        fields.share(field + ".maxIncrease", given.maxIncrease(), INCREASE, Defaults.MAX_INCREASE),
        fields.share(
            field + ".ignoreBelow",
            given.ignoreBelow(),
            SHARE,
            kind == MetricKind.ERRORS
                ? Defaults.IGNORE_BELOW
                : Defaults.CLIENT_ERRORS_IGNORE_BELOW),
        fields.share(field + ".max", given.max(), SHARE),
        nothing ? Defaults.HTTP_ERRORS : http,
        grpc);
  }

  /** Client errors, if no status says that the server is at fault. */
  private static MetricKind kind(List<String> http, List<Integer> grpc) {
    boolean server =
        http.stream().anyMatch(MetricReader::isOfServer)
            || grpc.stream().anyMatch(status -> !CLIENT_STATUSES.contains(status));
    return server ? MetricKind.ERRORS : MetricKind.CLIENT_ERRORS;
  }

  private static boolean isOfServer(String status) {
    return status.startsWith("5");
  }

  private MetricRule.ErrorRule abandoned(
      String field, String name, Enforcement mode, AbandonedRate given) {
    return new MetricRule.ErrorRule(
        name,
        mode,
        MetricKind.ABANDONED,
        fields.share(field + ".maxIncrease", given.maxIncrease(), INCREASE, Defaults.MAX_INCREASE),
        fields.share(
            field + ".ignoreBelow", given.ignoreBelow(), SHARE, Defaults.ABANDONED_IGNORE_BELOW),
        OptionalDouble.empty(),
        List.of(),
        List.of());
  }

  private List<String> http(String field, List<String> given) {
    if (given == null) {
      return Defaults.HTTP_ERRORS;
    }
    List<String> statuses = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      String status = given.get(i);
      if (status != null && HTTP_ERROR.matcher(status).matches()) {
        statuses.add(status);
      } else {
        fields.reject(field + "[" + i + "]", SpecMessages.invalidHttpStatus(status));
      }
    }
    // Only invalid entries must not count fewer errors than an absent list.
    return statuses.isEmpty() && !given.isEmpty()
        ? Defaults.HTTP_ERRORS
        : statuses.stream().distinct().toList();
  }

  private List<Integer> grpc(String field, List<GrpcStatus> given, List<GrpcStatus> absent) {
    if (given == null) {
      return absent.stream().map(GrpcStatus::code).toList();
    }
    for (int i = 0; i < given.size(); i++) {
      // Deserialized to null if a newer version added the status.
      if (given.get(i) == null) {
        fields.reject(
            field + "[" + i + "]",
            SpecMessages.unknownGrpcStatus(
                Arrays.stream(GrpcStatus.values())
                    .map(GrpcStatus::name)
                    .collect(Collectors.joining(", "))));
      }
    }
    List<Integer> codes =
        given.stream().filter(Objects::nonNull).map(GrpcStatus::code).distinct().toList();
    return codes.isEmpty() && !given.isEmpty() ? grpc(field, null, absent) : codes;
  }

  private MetricRule.LatencyRule latency(
      String field, String name, Enforcement mode, LatencyMetric given) {
    return new MetricRule.LatencyRule(
        name,
        mode,
        fields.share(field + ".maxSlowdown", given.maxSlowdown(), INCREASE, Defaults.MAX_SLOWDOWN),
        fields.duration(field + ".ignoreBelow", given.ignoreBelow(), LATENCY_IGNORE_BELOW).toNanos()
            / 1e6,
        Optional.ofNullable(given.max()).flatMap(max -> limit(field + ".max", max)));
  }

  private Optional<MetricRule.Limit> limit(String field, LatencyLimit given) {
    OptionalDouble quantile = quantile(field + ".quantile", given.quantile());
    OptionalDouble millis = millis(field + ".duration", given.duration());
    return quantile.isPresent() && millis.isPresent()
        ? Optional.of(new MetricRule.Limit(quantile.getAsDouble(), millis.getAsDouble()))
        : Optional.empty();
  }

  private OptionalDouble quantile(String field, String text) {
    double quantile =
        text != null && QUANTILE.matcher(text).matches() ? Double.parseDouble(text) : 0;
    // A long run of nines can round to 1.0.
    if (quantile > 0 && quantile < 1) {
      return OptionalDouble.of(quantile);
    }
    fields.reject(
        field, text == null ? SpecMessages.missing("0.99") : SpecMessages.invalidQuantile(text));
    return OptionalDouble.empty();
  }

  private OptionalDouble millis(String field, String text) {
    if (text != null && LIMIT.matcher(text).matches()) {
      double millis = Quantities.millis(text).orElseThrow().doubleValue();
      if (millis > 0 && millis <= LONGEST_SECONDS * 1000.0) {
        return OptionalDouble.of(millis);
      }
    }
    fields.reject(
        field,
        text == null
            ? SpecMessages.missing("500ms")
            : SpecMessages.invalidLatencyLimit(text, LONGEST_SECONDS));
    return OptionalDouble.empty();
  }
}
