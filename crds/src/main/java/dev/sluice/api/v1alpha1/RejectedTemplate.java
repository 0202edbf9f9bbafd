package dev.sluice.api.v1alpha1;

/** What becomes of a Deployment with a rejected template when its CanaryRelease is deleted. */
public enum RejectedTemplate {
  /** It stays paused: users stay on the proven pods. */
  KeepPaused,

  /** It is resumed: Kubernetes rolls the rejected template out. */
  Resume
}
