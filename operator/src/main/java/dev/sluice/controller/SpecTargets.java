package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;

/** Names of the Deployment and the Service in a spec; empty if it has none. */
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
