package dev.sluice.api.v1alpha1;

/** What a step waits for in addition to its duration. */
public enum Until {
  /** The evidence shows that the canary is fit for the weight of the next step. */
  Proven,

  /** Nothing; a bad canary is still rolled back. */
  Elapsed
}
