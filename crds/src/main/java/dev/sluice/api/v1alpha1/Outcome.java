package dev.sluice.api.v1alpha1;

/** How a release ended, or {@link #InProgress}. */
public enum Outcome {
  /** The release has not ended. */
  InProgress,

  /** Its version receives all requests. */
  Promoted,

  /** Its version was rejected; all requests are on the stable version. */
  RolledBack,

  /** A newer pod template was applied before the promotion. */
  Superseded,

  /** The stable pod template was restored. */
  Withdrawn
}
