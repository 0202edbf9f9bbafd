package dev.sluice.simulation;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.spec.PolicyReader;
import dev.sluice.spec.ReadPolicy;
import dev.sluice.spec.ReleasePolicy;

/**
 * Policy and name of the simulated release.
 *
 * @param read without violations
 */
record SimulationInput(String namespace, String name, ReadPolicy read) {

  /**
   * Reads a spec.
   *
   * @throws IllegalArgumentException if it has violations, all of which are in the message
   */
  static SimulationInput of(String namespace, String name, CanaryReleaseSpec spec) {
    ReadPolicy read = PolicyReader.read(spec);
    if (!read.violations().isEmpty()) {
      throw new IllegalArgumentException(
          String.join("\n", read.violations().stream().map(Object::toString).toList()));
    }
    return new SimulationInput(namespace, name, read);
  }

  ReleasePolicy policy() {
    return read.policy();
  }
}
