package dev.sluice.api.v1alpha1;

/** Action when the evidence is inconclusive for too long. */
public enum InconclusiveAction {
  /** Keep waiting; the release is reported as stalled. */
  Hold,

  /** Roll back the canary. */
  RollBack,

  /** Continue with the next step after enough requests without signs of harm. */
  Advance
}
