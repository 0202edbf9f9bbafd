package dev.sluice.api.v1alpha1;

/** What is done when the canary has had too few requests for too long. */
public enum NoTrafficAction {
  /** Go on waiting; the release is reported as stalled. */
  Hold,

  /** Take the canary back. */
  RollBack,

  /** Go to the next step. */
  Advance
}
