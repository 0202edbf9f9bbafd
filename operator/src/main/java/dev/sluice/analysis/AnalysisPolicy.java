package dev.sluice.analysis;

import java.util.List;

/**
 * How a release is analyzed.
 *
 * @param mode of all metrics together; one metric's own mode may only be weaker
 * @param falseRollbackRate largest probability, 0 to 1, that all comparisons together ever roll
 *     back a version that is as good as they allow
 * @param stakes how much each kind of test counts
 * @param metrics at least one unless {@code mode} is {@link Enforcement#OFF}
 */
public record AnalysisPolicy(
    Enforcement mode, double falseRollbackRate, Stakes stakes, List<MetricRule> metrics) {
  public AnalysisPolicy {
    metrics = List.copyOf(metrics);
  }

  /** With the usual stakes. */
  public AnalysisPolicy(Enforcement mode, double falseRollbackRate, List<MetricRule> metrics) {
    this(mode, falseRollbackRate, Stakes.DEFAULT, metrics);
  }

  /** Whether any metric may hold a release or roll it back. */
  public boolean enforced() {
    return !enforcedMetrics().isEmpty();
  }

  /** Whether a metric of this kind may. */
  public boolean enforces(MetricKind kind) {
    return enforcedMetrics().stream().anyMatch(metric -> metric.kind() == kind);
  }

  /** The metrics that may hold a release or roll it back. */
  List<MetricRule> enforcedMetrics() {
    return metrics.stream().filter(metric -> mode(metric) == Enforcement.ENFORCE).toList();
  }

  /** What {@code metric} may do. */
  Enforcement mode(MetricRule metric) {
    return mode.compareTo(metric.mode()) >= 0 ? mode : metric.mode();
  }

  /** The same for one of several trials, which share the probability of a false rollback. */
  public AnalysisPolicy forOneOf(int trials) {
    return new AnalysisPolicy(mode, falseRollbackRate / trials, stakes, metrics);
  }

  /** Natural logarithm of the evidence of harm that rolls a version back. */
  double rollbackThreshold() {
    return -Math.log(falseRollbackRate);
  }
}
