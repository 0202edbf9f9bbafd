package dev.sluice.comparison;

/** Who answers requests. */
enum VersionRole {
  CANARY,
  STABLE,
  /**
   * A fresh copy of the stable version with as many requests as the canary, which only Kayenta asks
   * for.
   */
  CONTROL
}
