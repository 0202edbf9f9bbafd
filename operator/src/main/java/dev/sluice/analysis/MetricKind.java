package dev.sluice.analysis;

/** The kinds of {@link MetricRule}, as recorded with the evidence. */
public enum MetricKind {
  /** Share of failed requests, compared with the baseline. */
  ERRORS,
  /** Shares of slow requests, compared with the baseline. */
  LATENCY,
  /** Values of a user's own query, compared with fixed bounds. */
  THRESHOLD
}
