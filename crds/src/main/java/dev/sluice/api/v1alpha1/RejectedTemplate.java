package dev.sluice.api.v1alpha1;

/** What happens to a Deployment with a rejected template when its CanaryRelease is deleted. */
public enum RejectedTemplate {
  /** Stays paused: all requests stay on the stable pods. */
  KeepPaused,

  /** Is resumed: Kubernetes rolls out the rejected template. */
  Resume
}
