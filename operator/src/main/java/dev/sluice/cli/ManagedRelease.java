package dev.sluice.cli;

/**
 * A CanaryRelease as far as an uninstallation needs it.
 *
 * @param uid tells it from one of the same name that is created later
 * @param deleting whether its deletion has begun
 * @param phase {@code status.phase}; empty before the operator has seen it
 * @param message {@code status.message}; may be empty
 */
record ManagedRelease(
    String namespace, String name, String uid, boolean deleting, String phase, String message) {
  /** For example {@code shop/users}. */
  String key() {
    return namespace + "/" + name;
  }
}
