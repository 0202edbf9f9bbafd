package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Counts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * One thing that is measured, and how much of it is too much. Everything that depends on the kind
 * of rule goes through {@link #match}, so that a new kind does not compile until all of it is
 * handled.
 */
public sealed interface MetricRule {
  /** Unique among the metrics of a release. */
  String name();

  Enforcement mode();

  /** What the function for this kind of rule gives. */
  <T> T match(
      Function<ErrorRule, T> errors,
      Function<LatencyRule, T> latency,
      Function<ThresholdRule, T> threshold);

  default MetricKind kind() {
    return match(ErrorRule::kind, latency -> MetricKind.LATENCY, threshold -> MetricKind.THRESHOLD);
  }

  /** Whether the candidate is compared with the baseline, so that it can be verified. */
  default boolean comparesVersions() {
    return match(errors -> true, latency -> true, threshold -> false);
  }

  /** The user's own query with its placeholders; empty where Sluice counts requests. */
  default Optional<String> promql() {
    return match(
        errors -> Optional.empty(),
        latency -> Optional.empty(),
        threshold -> Optional.of(threshold.query()));
  }

  /** The absolute limit of slow requests; empty without one. */
  default Optional<Limit> latencyLimit() {
    return match(errors -> Optional.empty(), LatencyRule::max, threshold -> Optional.empty());
  }

  /** How errors are recognized; empty where the rule counts no errors. */
  default Optional<ErrorRule> errorRule() {
    return match(
        errors -> Optional.of(errors).filter(rule -> rule.kind() != MetricKind.ABANDONED),
        latency -> Optional.empty(),
        threshold -> Optional.empty());
  }

  /**
   * The share of requests that end in an error, or that the caller gave up, compared with the
   * baseline's.
   *
   * @param kind {@link MetricKind#ERRORS}, {@link MetricKind#CLIENT_ERRORS} or {@link
   *     MetricKind#ABANDONED}
   * @param maxIncrease how much more often the candidate may fail, as a share of the baseline's
   *     errors: 0.1 allows 1.1 times as many
   * @param ignoreBelow errors that are allowed besides, as a share of requests, more than 0
   * @param max share of errors that is too much whatever the baseline does, or empty
   * @param http HTTP statuses that are errors: a status such as 503, or a class such as 5xx; the
   *     class 4xx is without 408 and 429, which say that the server has too much to do
   * @param grpc gRPC statuses that are errors, by number
   */
  record ErrorRule(
      String name,
      Enforcement mode,
      MetricKind kind,
      double maxIncrease,
      double ignoreBelow,
      OptionalDouble max,
      List<String> http,
      List<Integer> grpc)
      implements MetricRule {
    private static final Set<String> OVERLOADED = Set.of("408", "429");

    /** Requests and those of them that are errors, or were given up. */
    public Counts count(RequestCounts requests) {
      return kind == MetricKind.ABANDONED ? requests.abandoned() : requests.failed(this::isError);
    }

    /** Whether requests that end like this are errors. */
    public boolean isError(ResponseClass response) {
      for (String status : http) {
        if (status.endsWith("xx")
            ? response.http().regionMatches(0, status, 0, 1)
                && !OVERLOADED.contains(response.http())
            : response.http().equals(status)) {
          return true;
        }
      }
      if (response.grpc().isEmpty()) {
        return false;
      }
      for (int status : grpc) {
        if (response.grpc().equals(Integer.toString(status))) {
          return true;
        }
      }
      return false;
    }

    @Override
    public <T> T match(
        Function<ErrorRule, T> errors,
        Function<LatencyRule, T> latency,
        Function<ThresholdRule, T> threshold) {
      return errors.apply(this);
    }
  }

  /**
   * How long requests take, compared with the baseline.
   *
   * @param maxSlowdown how much slower the candidate may be: 0.1 allows each request 1.1 times its
   *     time
   * @param ignoreBelow milliseconds within which no request is slow
   * @param max what is too slow whatever the baseline does, or empty
   */
  record LatencyRule(
      String name, Enforcement mode, double maxSlowdown, double ignoreBelow, Optional<Limit> max)
      implements MetricRule {

    @Override
    public <T> T match(
        Function<ErrorRule, T> errors,
        Function<LatencyRule, T> latency,
        Function<ThresholdRule, T> threshold) {
      return latency.apply(this);
    }
  }

  /**
   * At most a share of {@code 1 - quantile} of the requests may take longer than {@code millis}.
   *
   * @param quantile more than 0, less than 1
   * @param millis a bound of the histogram
   */
  record Limit(double quantile, double millis) {}

  /**
   * A user's own query, compared with fixed bounds.
   *
   * @param query PromQL with its placeholders
   * @param failures this many of the last {@code of} values out of bounds are too many
   */
  record ThresholdRule(
      String name,
      Enforcement mode,
      String query,
      OptionalDouble min,
      OptionalDouble max,
      int failures,
      int of)
      implements MetricRule {

    boolean isWithinBounds(double value) {
      return (min.isEmpty() || value >= min.getAsDouble())
          && (max.isEmpty() || value <= max.getAsDouble());
    }

    @Override
    public <T> T match(
        Function<ErrorRule, T> errors,
        Function<LatencyRule, T> latency,
        Function<ThresholdRule, T> threshold) {
      return threshold.apply(this);
    }
  }
}
