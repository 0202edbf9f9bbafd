package dev.sluice.api.v1alpha1;

/** Action when Prometheus returns no data for too long. */
public enum NoDataAction {
  /** Keep waiting; the release is reported as stalled. */
  Hold,

  /** Roll back the canary. */
  RollBack
}
