package dev.sluice.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Compares versions of one object. Kubernetes promises that they are growing whole numbers. */
final class ResourceVersions {
  private ResourceVersions() {}

  /** Whether {@code one} is a later version than {@code other}. */
  static boolean newer(HasMetadata one, HasMetadata other) {
    return number(one) > number(other);
  }

  private static long number(HasMetadata object) {
    String version = object.getMetadata().getResourceVersion();
    try {
      return Long.parseUnsignedLong(version);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
