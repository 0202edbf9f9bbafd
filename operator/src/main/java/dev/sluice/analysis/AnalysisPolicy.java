package dev.sluice.analysis;

import java.util.List;

/**
 * How a release is judged.
 *
 * @param mode of all metrics together; one metric's own mode may only be weaker
 * @param falseRollbackRate largest probability, 0 to 1, that all comparisons together ever take
 *     back a version that is as good as they allow
 * @param metrics at least one unless {@code mode} is {@link Enforcement#OFF}
 */
public record AnalysisPolicy(Enforcement mode, double falseRollbackRate, List<MetricRule> metrics) {
  public AnalysisPolicy {
    metrics = List.copyOf(metrics);
  }

  /** Whether any metric may hold a release or take it back. */
  public boolean enforced() {
    return metrics.stream().anyMatch(metric -> mode(metric) == Enforcement.ENFORCE);
  }

  /** What {@code metric} may do. */
  Enforcement mode(MetricRule metric) {
    return mode.compareTo(metric.mode()) >= 0 ? mode : metric.mode();
  }
}
