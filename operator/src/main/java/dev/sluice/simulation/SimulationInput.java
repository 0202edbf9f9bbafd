package dev.sluice.simulation;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.spec.PolicyReader;
import dev.sluice.spec.ReleasePolicy;

/**
 * The release that is played.
 *
 * @param read what its spec says, without refusals
 */
record SimulationInput(String namespace, String name, PolicyReader.Result read) {

  /**
   * Reads a spec.
   *
   * @throws IllegalArgumentException when it is refused, with every refusal in the message
   */
  static SimulationInput of(String namespace, String name, CanaryReleaseSpec spec) {
    PolicyReader.Result read = PolicyReader.read(spec);
    if (!read.refusals().isEmpty()) {
      throw new IllegalArgumentException(
          String.join("\n", read.refusals().stream().map(Object::toString).toList()));
    }
    return new SimulationInput(namespace, name, read);
  }

  ReleasePolicy policy() {
    return read.policy().orElseThrow();
  }
}
