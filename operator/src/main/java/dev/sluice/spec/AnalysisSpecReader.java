package dev.sluice.spec;

import dev.sluice.analysis.AnalysisPolicy;
import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.AnalysisMode;
import dev.sluice.api.v1alpha1.Defaults;
import dev.sluice.api.v1alpha1.ErrorRate;
import dev.sluice.api.v1alpha1.GrpcStatus;
import dev.sluice.api.v1alpha1.InconclusiveAction;
import dev.sluice.api.v1alpha1.Latency;
import dev.sluice.api.v1alpha1.LatencyLimit;
import dev.sluice.api.v1alpha1.Metric;
import dev.sluice.api.v1alpha1.NoDataAction;
import dev.sluice.api.v1alpha1.NoTrafficAction;
import dev.sluice.api.v1alpha1.OnInconclusive;
import dev.sluice.api.v1alpha1.OnNoData;
import dev.sluice.api.v1alpha1.OnNoTraffic;
import dev.sluice.api.v1alpha1.PrometheusMetric;
import dev.sluice.spec.FieldReader.Percentages;
import dev.sluice.spec.ReleasePolicy.Patience;
import dev.sluice.spec.ReleasePolicy.Then;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads how a release is judged; a part of {@link PolicyReader}. */
final class AnalysisSpecReader {
  private static final Duration LATENCY_IGNORE_BELOW =
      FieldReader.known(Defaults.LATENCY_IGNORE_BELOW);
  private static final Percentages RATE = new Percentages(0, false, 50, "1%");
  private static final Percentages SHARE = new Percentages(0, false, 100, "1% or 0.5%");
  private static final Percentages EXCESS = new Percentages(0, true, 1000, "10%");

  private static final Pattern HTTP_ERROR = Pattern.compile("[45](xx|[0-9][0-9])");
  private static final Pattern QUANTILE = Pattern.compile("0\\.[0-9]{1,30}");
  private static final Pattern LIMIT = Pattern.compile("([0-9]{1,32}(?:\\.[0-9]{1,32})?)(ms|s)");

  /** The last bound of Istio's histogram, one hour. */
  private static final double MOST_MILLIS = 3_600_000;

  private static final int MOST_QUERY = 4096;
  private static final int MOST_VALUES = 20;

  private static final String KNOWN =
      QueryTemplate.PLACEHOLDERS.stream()
          .map(placeholder -> "{{" + placeholder + "}}")
          .collect(Collectors.joining(" "));

  private final FieldReader fields;

  AnalysisSpecReader(FieldReader fields) {
    this.fields = fields;
  }

  AnalysisPolicy rules(Analysis analysis) {
    AnalysisMode mode = analysis == null ? null : analysis.mode();
    String rate = analysis == null ? null : analysis.falseRollbackRate();
    return new AnalysisPolicy(
        mode(mode == null ? Defaults.ANALYSIS_MODE : mode),
        share("spec.analysis.falseRollbackRate", rate, RATE, Defaults.FALSE_ROLLBACK_RATE),
        analysis == null || analysis.metrics() == null || analysis.metrics().isEmpty()
            ? defaults()
            : metrics(analysis.metrics()));
  }

  Patience onInconclusive(Analysis analysis) {
    OnInconclusive given = analysis == null ? null : analysis.onInconclusive();
    InconclusiveAction action =
        given == null || given.then() == null ? Defaults.INCONCLUSIVE_ACTION : given.then();
    return patience(
        "spec.analysis.onInconclusive.after",
        given == null ? null : given.after(),
        Defaults.INCONCLUSIVE_AFTER,
        switch (action) {
          case Hold -> Then.HOLD;
          case RollBack -> Then.ROLL_BACK;
          case Advance -> Then.ADVANCE;
        });
  }

  Patience onNoData(Analysis analysis) {
    OnNoData given = analysis == null ? null : analysis.onNoData();
    NoDataAction action =
        given == null || given.then() == null ? Defaults.NO_DATA_ACTION : given.then();
    return patience(
        "spec.analysis.onNoData.after",
        given == null ? null : given.after(),
        Defaults.NO_DATA_AFTER,
        switch (action) {
          case Hold -> Then.HOLD;
          case RollBack -> Then.ROLL_BACK;
        });
  }

  Patience onNoTraffic(Analysis analysis) {
    OnNoTraffic given = analysis == null ? null : analysis.onNoTraffic();
    NoTrafficAction action =
        given == null || given.then() == null ? Defaults.NO_TRAFFIC_ACTION : given.then();
    return patience(
        "spec.analysis.onNoTraffic.after",
        given == null ? null : given.after(),
        Defaults.NO_TRAFFIC_AFTER,
        switch (action) {
          case Hold -> Then.HOLD;
          case RollBack -> Then.ROLL_BACK;
          case Advance -> Then.ADVANCE;
        });
  }

  private Patience patience(String field, String after, String absent, Then then) {
    return new Patience(fields.duration(field, after, FieldReader.known(absent)), then);
  }

  private List<MetricRule> defaults() {
    return List.of(
        errors(
            "",
            Defaults.ERRORS_NAME,
            Enforcement.ENFORCE,
            new ErrorRate(null, null, null, null, null)),
        latency("", Defaults.LATENCY_NAME, Enforcement.ENFORCE, new Latency(null, null, null)));
  }

  private List<MetricRule> metrics(List<Metric> metrics) {
    List<MetricRule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < metrics.size(); i++) {
      Metric metric = metrics.get(i);
      String field = "spec.analysis.metrics[" + i + "]";
      if (FieldReader.blank(metric.name())) {
        fields.refuse(field + ".name", "is missing; name each metric once");
      } else if (!names.add(metric.name())) {
        fields.refuse(
            field + ".name", "\"" + metric.name() + "\" is used twice; name each metric once");
      } else {
        rule(field, metric).ifPresent(rules::add);
      }
    }
    return rules.isEmpty() ? defaults() : rules;
  }

  private Optional<MetricRule> rule(String field, Metric metric) {
    String name = metric.name();
    Enforcement mode = mode(metric.mode() == null ? AnalysisMode.Enforce : metric.mode());
    long kinds =
        Stream.of(metric.errorRate(), metric.latency(), metric.prometheus())
            .filter(Objects::nonNull)
            .count();
    if (kinds != 1) {
      fields.refuse(
          field,
          kinds == 0
              ? "\"%s\" says not what to measure; add errorRate, latency or prometheus"
                  .formatted(name)
              : "\"%s\" measures several things; make a metric of each".formatted(name));
      return Optional.empty();
    }
    if (metric.errorRate() != null) {
      return Optional.of(errors(field + ".errorRate", name, mode, metric.errorRate()));
    }
    return metric.latency() == null
        ? threshold(field + ".prometheus", name, mode, metric.prometheus())
        : Optional.of(latency(field + ".latency", name, mode, metric.latency()));
  }

  private MetricRule.Errors errors(String field, String name, Enforcement mode, ErrorRate given) {
    List<String> http = http(field + ".http", given.http());
    List<Integer> grpc = grpc(field + ".grpc", given.grpc());
    boolean nothing = http.isEmpty() && grpc.isEmpty();
    if (nothing) {
      fields.refuse(
          field,
          "http and grpc are both empty, so that nothing is an error; name a status, or leave one"
              + " of them away for its default");
    }
    return new MetricRule.Errors(
        name,
        mode,
        share(field + ".maxIncrease", given.maxIncrease(), EXCESS, Defaults.MAX_INCREASE),
        share(field + ".ignoreBelow", given.ignoreBelow(), SHARE, Defaults.IGNORE_BELOW),
        fields.share(field + ".max", given.max(), SHARE),
        nothing ? Defaults.HTTP_ERRORS : http,
        grpc);
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
        fields.refuse(
            field + "[" + i + "]",
            "\"%s\" is no HTTP status of an error; use 4xx, 5xx or a status from 400 to 599"
                .formatted(status));
      }
    }
    // What was refused must not leave less of an error than what is absent.
    return statuses.isEmpty() && !given.isEmpty()
        ? Defaults.HTTP_ERRORS
        : statuses.stream().distinct().toList();
  }

  private List<Integer> grpc(String field, List<GrpcStatus> given) {
    if (given == null) {
      return Defaults.GRPC_ERRORS.stream().map(GrpcStatus::code).toList();
    }
    for (int i = 0; i < given.size(); i++) {
      // So reads a status that only a later version has.
      if (given.get(i) == null) {
        fields.refuse(
            field + "[" + i + "]",
            "is no gRPC status of an error that this version of Sluice knows; use one of "
                + Arrays.stream(GrpcStatus.values())
                    .map(GrpcStatus::name)
                    .collect(Collectors.joining(", ")));
      }
    }
    List<Integer> codes =
        given.stream().filter(Objects::nonNull).map(GrpcStatus::code).distinct().toList();
    return codes.isEmpty() && !given.isEmpty() ? grpc(field, null) : codes;
  }

  private MetricRule.Latency latency(String field, String name, Enforcement mode, Latency given) {
    return new MetricRule.Latency(
        name,
        mode,
        share(field + ".maxSlowdown", given.maxSlowdown(), EXCESS, Defaults.MAX_SLOWDOWN),
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
    // So many nines may come to one as a double.
    if (quantile > 0 && quantile < 1) {
      return OptionalDouble.of(quantile);
    }
    fields.refuse(
        field,
        text == null
            ? "is missing; write for example 0.99"
            : "\"%s\" is no decimal above 0 and below 1; write for example 0.99".formatted(text));
    return OptionalDouble.empty();
  }

  private OptionalDouble millis(String field, String text) {
    Matcher parts = LIMIT.matcher(text == null ? "" : text);
    if (parts.matches()) {
      double millis =
          new BigDecimal(parts.group(1))
              .movePointRight(parts.group(2).equals("s") ? 3 : 0)
              .doubleValue();
      if (millis > 0 && millis <= MOST_MILLIS) {
        return OptionalDouble.of(millis);
      }
    }
    fields.refuse(
        field,
        text == null
            ? "is missing; write for example 500ms"
            : "\"%s\" is no time above 0s and up to 3600s; write for example 500ms or 2.5s"
                .formatted(text));
    return OptionalDouble.empty();
  }

  /** Empty where anything of it is refused: a query has no default. */
  private Optional<MetricRule> threshold(
      String field, String name, Enforcement mode, PrometheusMetric given) {
    final int before = fields.refusals().size();
    query(field + ".query", given.query());
    OptionalDouble min = fields.decimal(field + ".min", given.min());
    OptionalDouble max = fields.decimal(field + ".max", given.max());
    if (given.min() == null && given.max() == null) {
      fields.refuse(field, "has no limit; add min, max or both");
    } else if (min.isPresent() && max.isPresent() && min.getAsDouble() > max.getAsDouble()) {
      fields.refuse(
          field + ".min",
          "\"%s\" is above max \"%s\", so that no value is good; exchange them"
              .formatted(given.min(), given.max()));
    }
    int failures = given.failures() == null ? Defaults.FAILURES : given.failures();
    int of = given.of() == null ? Defaults.OF : given.of();
    if (of < 1 || of > MOST_VALUES) {
      fields.refuse(
          field + ".of",
          "%d is outside of 1 to %d; write for example %d".formatted(of, MOST_VALUES, Defaults.OF));
    } else if (failures < 1 || failures > of) {
      fields.refuse(
          field + ".failures",
          "%d is outside of 1 to %d, which is of; raise of or change failures"
              .formatted(failures, of));
    }
    return fields.refusals().size() > before
        ? Optional.empty()
        : Optional.of(new MetricRule.Threshold(name, mode, given.query(), min, max, failures, of));
  }

  private void query(String field, String query) {
    if (FieldReader.blank(query)) {
      fields.refuse(field, "is missing; write PromQL whose answer is one number");
    } else if (query.length() > MOST_QUERY) {
      fields.refuse(
          field,
          "has %d characters, more than %d; make it a recording rule of Prometheus"
              .formatted(query.length(), MOST_QUERY));
    } else {
      QueryTemplate.unknown(query)
          .ifPresent(
              placeholder ->
                  fields.refuse(
                      field,
                      "has the unknown placeholder %s; use one of %s"
                          .formatted(placeholder, KNOWN)));
    }
  }

  private double share(String field, String text, Percentages percentages, String absent) {
    OptionalDouble read = fields.share(field, text, percentages);
    return read.isPresent()
        ? read.getAsDouble()
        : fields.share(field, absent, percentages).orElseThrow();
  }

  private static Enforcement mode(AnalysisMode mode) {
    return switch (mode) {
      case Enforce -> Enforcement.ENFORCE;
      case Observe -> Enforcement.OBSERVE;
      case Off -> Enforcement.OFF;
    };
  }
}
