package dev.sluice.api.v1alpha1;

public enum Phase {
  Pending,
  Stable,
  Releasing,
  Waiting,
  Held,
  Paused,
  Promoting,
  RollingBack,
  RolledBack,
  Blocked,
  Recovering,
  Terminating
}
