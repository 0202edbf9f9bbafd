package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.Cloner;

/**
 * The framework hands each turn a copy of the cached CanaryRelease. Its usual one writes the whole
 * object as JSON and reads it again. Spec and status are records, which nobody changes.
 */
public record ReleaseCloner(KubernetesSerialization serialization) implements Cloner {
  @Override
  @SuppressWarnings("unchecked")
  public <R extends HasMetadata> R clone(R resource) {
    if (!(resource instanceof CanaryRelease release)) {
      return serialization.clone(resource);
    }
    CanaryRelease copy = new CanaryRelease();
    copy.setMetadata(new ObjectMetaBuilder(release.getMetadata()).build());
    copy.setSpec(release.getSpec());
    copy.setStatus(release.getStatus());
    return (R) copy;
  }
}
