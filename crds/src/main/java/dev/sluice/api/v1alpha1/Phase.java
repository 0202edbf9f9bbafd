package dev.sluice.api.v1alpha1;

/** Where things stand, for people; programs read the conditions. */
public enum Phase {
  /** Not adopted yet: something is missing or not complete. */
  Pending,

  /** No release; users are on the proven version. */
  Stable,

  /** Going through the steps. */
  Releasing,

  /** Nobody knows whether the version is good: no traffic, no data, or both versions fail. */
  Held,

  /** Held by spec.paused. */
  Paused,

  /** The canary is proven; the Deployment rolls to its template. */
  Promoting,

  /** The canary is bad; users go back to the stable version. */
  RollingBack,

  /** The canary was bad; users are on the stable version. */
  RolledBack,

  /** The objects cannot be used as they are; the condition Accepted says why. */
  Blocked,

  /** The status was lost; no weight moves until what runs is identified. */
  Recovering,

  /** Being deleted; users go back to proven pods first. */
  Terminating
}
