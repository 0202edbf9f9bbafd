package dev.sluice.analysis;

/** The kinds of {@link MetricRule}, as recorded with the evidence. */
public enum MetricKind {
  /** Share of requests that the server failed, compared with the baseline. */
  ERRORS,
  /** Share of requests that the server refused as the caller's fault, compared likewise. */
  CLIENT_ERRORS,
  /** Share of requests that the caller gave up, compared likewise. */
  ABANDONED,
  /** Shares of slow requests, compared with the baseline. */
  LATENCY,
  /** Values of a user's own query, compared with fixed bounds. */
  THRESHOLD;

  /**
   * Whether a version must be verified by it before it gets more requests. What callers do wrong,
   * or do not wait for, need not be: it is as rare on a good version as on a bad one.
   */
  boolean asksForProof() {
    return this == ERRORS || this == LATENCY;
  }

  /**
   * Whether such an outage holds or changes anything. Callers that restart give up the requests to
   * both versions, although neither is in trouble.
   */
  boolean showsOutage(BaselineOutage outage) {
    return this == ERRORS || (this == ABANDONED && outage == BaselineOutage.UNSHARED);
  }
}
