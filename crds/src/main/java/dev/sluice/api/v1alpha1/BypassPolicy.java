package dev.sluice.api.v1alpha1;

/** What happens while requests can reach a canary by a path that Sluice does not route. */
public enum BypassPolicy {
  /** No release starts, and one in progress goes no further. */
  Reject,

  /** A condition names the path. */
  Accept
}
