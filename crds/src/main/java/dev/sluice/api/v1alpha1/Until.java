package dev.sluice.api.v1alpha1;

/** What a step waits for besides its duration. */
public enum Until {
  /** The canary is shown to be fit for the weight of the next step. */
  Proven,

  /** Nothing; a bad canary is taken back all the same. */
  Elapsed
}
