package dev.sluice.api.v1alpha1;

/** Summary for display; programs read the conditions. */
public enum Phase {
  /** Not adopted yet; something is missing or incomplete. */
  Pending,

  /** No release; the stable version receives all requests. */
  Stable,

  /** Running the steps. */
  Releasing,

  /** Not enough evidence to continue: no traffic, no data, or both versions fail. */
  Held,

  /** Waiting for a time before the next release starts. */
  Waiting,

  /** Held by spec.paused, or the Deployment is unmanaged for a while. */
  Paused,

  /** All steps passed; the Deployment rolls out the new template. */
  Promoting,

  /** Requests return to the stable version. */
  RollingBack,

  /** The canary was rejected; the stable version receives all requests. */
  RolledBack,

  /** The objects cannot be used; the condition Accepted has the cause. */
  Blocked,

  /** The status was lost; no weight changes until the running versions are identified. */
  Recovering,

  /** Being deleted; requests return to the stable pods first. */
  Terminating
}
