package dev.sluice.lifecycle;

/** Where a stage sends requests when it must send them away from where they are. */
public enum RollbackTarget {
  /** To the stable pods: they have served them before. */
  STABLE,
  /** To the canary: the Deployment's pods are the ones that are new. */
  CANARY,
  /** Nowhere: requests are on the only pods that are there to stay. */
  NONE
}
