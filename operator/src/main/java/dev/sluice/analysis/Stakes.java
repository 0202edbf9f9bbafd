package dev.sluice.analysis;

/**
 * How much each kind of test counts in the combined evidence of harm. Only ratios matter; each
 * share is divided evenly among the metrics of its kind.
 *
 * @param errors of comparisons of errors, above 0
 * @param latency of comparisons of latency, above 0
 * @param errorsBesideLimit of comparisons of errors where a metric has an absolute limit, above 0
 * @param latencyBesideLimit of comparisons of latency where a metric has an absolute limit, above 0
 * @param limit of absolute limits, above 0
 */
public record Stakes(
    double errors,
    double latency,
    double errorsBesideLimit,
    double latencyBesideLimit,
    double limit) {

  /** Errors tell more about harm than latency, and an absolute limit tells it late. */
  public static final Stakes DEFAULT = new Stakes(0.7, 0.3, 0.65, 0.25, 0.1);

  /** The share of all comparisons of one kind together. */
  double comparing(MetricKind kind, boolean besideLimit) {
    return switch (kind) {
      case ERRORS -> besideLimit ? errorsBesideLimit : errors;
      case LATENCY -> besideLimit ? latencyBesideLimit : latency;
      case THRESHOLD -> 0;
    };
  }
}
