package dev.sluice.lifecycle;

import dev.sluice.traffic.Exposure;

/** Where a stage sends requests when it must send them away from where they are. */
public enum RollbackTarget {
  /** To the stable pods: they have served them before. */
  STABLE,
  /** To the canary: the Deployment's pods are the ones that are new. */
  CANARY,
  /** Nowhere: requests are on the only pods that are there to stay. */
  NONE;

  /** Whether an exposure has all requests there; never where requests have nowhere to go. */
  public boolean isReachedBy(Exposure exposure) {
    return switch (this) {
      case STABLE -> !exposure.servesRequests();
      case CANARY -> exposure.isComplete();
      case NONE -> false;
    };
  }
}
