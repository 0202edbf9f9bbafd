package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;

/** What a CanaryRelease is about. Empty where the spec does not say. */
final class SpecTargets {
  private SpecTargets() {}

  static String deployment(CanaryRelease release) {
    CanaryReleaseSpec spec = release.getSpec();
    return spec == null || spec.target() == null || spec.target().deployment() == null
        ? ""
        : spec.target().deployment();
  }

  static String service(CanaryRelease release) {
    CanaryReleaseSpec spec = release.getSpec();
    return spec == null || spec.service() == null || spec.service().isBlank()
        ? deployment(release)
        : spec.service();
  }
}
