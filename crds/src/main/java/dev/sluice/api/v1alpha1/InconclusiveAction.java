package dev.sluice.api.v1alpha1;

/** What is done when requests have proven nothing for too long. */
public enum InconclusiveAction {
  /** Go on waiting; the release is reported as stalled. */
  Hold,

  /** Take the canary back. */
  RollBack,

  /** Go to the next step, after enough requests without a hint of harm. */
  Advance
}
