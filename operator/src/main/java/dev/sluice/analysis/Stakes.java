package dev.sluice.analysis;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much each kind of comparison counts in the combined evidence of harm. Only ratios matter;
 * each share is divided evenly among the metrics of its kind.
 *
 * <p>The stakes of a trial are fixed when it begins, among the metrics that are enforced and can be
 * measured then: an average of e-values is an e-value only with weights that do not depend on what
 * is seen later.
 *
 * @param errors of comparisons of errors, at least 0
 * @param clientErrors of comparisons of client errors, at least 0
 * @param abandoned of comparisons of abandoned requests, at least 0
 * @param latency of comparisons of latency, at least 0
 */
public record Stakes(double errors, double clientErrors, double abandoned, double latency) {

  /** Errors tell most about harm. Less than 0.45 for them would slow their detection by 10%. */
  public static final Stakes DEFAULT = new Stakes(0.45, 0.15, 0.15, 0.25);

  /** Of a trial that an earlier version of Sluice began, whose evidence records none. */
  private static final Stakes UNRECORDED = new Stakes(0.7, 0, 0, 0.3);

  /** The same where a metric had an absolute limit, which had a tenth of the stakes. */
  private static final Stakes UNRECORDED_BESIDE_LIMIT = new Stakes(0.65, 0, 0, 0.25);

  private static final double OF_LIMITS = 0.1;

  private double of(MetricKind kind) {
    return switch (kind) {
      case ERRORS -> errors;
      case CLIENT_ERRORS -> clientErrors;
      case ABANDONED -> abandoned;
      case LATENCY -> latency;
      case THRESHOLD -> 0;
    };
  }

  /** The stake of each of these metrics in a trial whose evidence records none. */
  static Map<String, Double> unrecorded(List<MetricEvidence> measured) {
    if (measured.stream().allMatch(metric -> metric.limited().isEmpty())) {
      return UNRECORDED.among(measured);
    }
    Map<String, Double> stakes = UNRECORDED_BESIDE_LIMIT.among(measured);
    stakes.replaceAll((name, stake) -> stake * (1 - OF_LIMITS));
    return stakes;
  }

  /** The stake of each of these metrics, by name. They add up to 1, if there is one. */
  Map<String, Double> among(List<MetricEvidence> measured) {
    Map<MetricKind, Integer> counts = new EnumMap<>(MetricKind.class);
    measured.forEach(metric -> counts.merge(metric.kind(), 1, Integer::sum));
    double total = counts.keySet().stream().mapToDouble(this::of).sum();
    Map<String, Double> stakes = new HashMap<>();
    measured.forEach(
        metric ->
            stakes.put(
                metric.name(),
                total == 0 ? 0 : of(metric.kind()) / counts.get(metric.kind()) / total));
    return stakes;
  }
}
