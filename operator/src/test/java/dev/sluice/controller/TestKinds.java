package dev.sluice.controller;

import dev.sluice.common.ResourceKind;
import dev.sluice.traffic.istio.IstioMesh;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** The kinds of the mesh, by name. */
final class TestKinds {
  private TestKinds() {}

  static ResourceKind ofMesh(String kind) {
    return IstioMesh.INSTANCE.kinds().keySet().stream()
        .filter(known -> known.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  static ResourceDefinitionContext context(ResourceKind kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(kind.group())
        .withVersion(kind.version())
        .withKind(kind.kind())
        .withPlural(kind.plural())
        .withNamespaced(true)
        .build();
  }
}
