package dev.sluice.api.v1alpha1;

import io.fabric8.crd.generator.annotation.PreserveUnknownFields;

/**
 * The schema of a rule of Istio, which is passed unchanged, so that a field of a later Istio needs
 * no later Sluice.
 */
@PreserveUnknownFields
final class OpaqueRule {
  private OpaqueRule() {}
}
