package dev.sluice.api.v1alpha1;

/** How a release ended, or that it has not. */
public enum Outcome {
  /** It has not ended. */
  InProgress,

  /** All users are on its version. */
  Promoted,

  /** Its version was bad. */
  RolledBack,

  /** A newer template took its place before promotion. */
  Superseded,

  /** The template was set back to the stable one. */
  Withdrawn
}
