package dev.sluice.analysis;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** One thing that is measured, and what is too much of it. */
public sealed interface MetricRule {
  /** Unique among the metrics of a release. */
  String name();

  Enforcement mode();

  /**
   * The share of requests that end in an error, compared with the other version's.
   *
   * @param maxIncrease how much more often than the other version it may fail, as a share of that
   *     version's errors: 0.1 allows 1.1 times as many
   * @param ignoreBelow errors that are allowed besides, as a share of requests, more than 0
   * @param max share of errors that is too much whatever the other version does, or empty
   * @param http HTTP statuses that are errors: a status as 503, or a class as 5xx
   * @param grpc gRPC statuses that are errors, by number
   */
  record Errors(
      String name,
      Enforcement mode,
      double maxIncrease,
      double ignoreBelow,
      OptionalDouble max,
      List<String> http,
      List<Integer> grpc)
      implements MetricRule {}

  /**
   * How long requests take, compared with the other version.
   *
   * @param maxSlowdown how much slower it may be: 0.1 allows each request 1.1 times its time
   * @param ignoreBelow milliseconds within which no request is slow
   * @param max what is too slow whatever the other version does, or empty
   */
  record Latency(
      String name, Enforcement mode, double maxSlowdown, double ignoreBelow, Optional<Limit> max)
      implements MetricRule {}

  /**
   * At most a share of {@code 1 - quantile} of the requests may take longer than {@code millis}.
   *
   * @param quantile more than 0, less than 1
   * @param millis a bound of the histogram
   */
  record Limit(double quantile, double millis) {}

  /**
   * A query of the user's own, compared with fixed limits.
   *
   * @param query PromQL with its placeholders
   * @param failures this many of the last {@code of} values outside of the limits are too many
   */
  record Threshold(
      String name,
      Enforcement mode,
      String query,
      OptionalDouble min,
      OptionalDouble max,
      int failures,
      int of)
      implements MetricRule {}
}
