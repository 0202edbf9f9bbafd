package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.Cloner;

/**
 * Copies the cached CanaryRelease for a reconciliation. The framework's own cloner serializes the
 * whole object; spec and status are immutable records and can be shared.
 */
record ReleaseCloner(KubernetesSerialization serialization) implements Cloner {
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
