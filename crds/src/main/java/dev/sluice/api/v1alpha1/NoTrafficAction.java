package dev.sluice.api.v1alpha1;

/** Action when the canary receives too few requests for too long. */
public enum NoTrafficAction {
  /** Keep waiting; the release is reported as stalled. */
  Hold,

  /** Roll back the canary. */
  RollBack,

  /** Continue with the next step. */
  Advance
}
