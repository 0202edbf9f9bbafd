package dev.sluice.api.v1alpha1;

/** What is done when Prometheus has had no data for too long. */
public enum NoDataAction {
  /** Go on waiting; the release is reported as stalled. */
  Hold,

  /** Take the canary back. */
  RollBack
}
