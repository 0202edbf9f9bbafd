package dev.sluice.operator;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.traffic.OwnedObjects;
import dev.sluice.traffic.istio.IstioMesh;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Map;

/** The kinds of the mesh by name, and what a route of them says. */
public final class MeshKinds {
  private MeshKinds() {}

  /** The kind of this name. */
  public static ResourceKind of(String kind) {
    return IstioMesh.INSTANCE.kinds().keySet().stream()
        .filter(known -> known.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  /** How the client addresses a kind. */
  public static ResourceDefinitionContext context(String name) {
    ResourceKind kind = of(name);
    return new ResourceDefinitionContext.Builder()
        .withGroup(kind.group())
        .withVersion(kind.version())
        .withKind(kind.kind())
        .withPlural(kind.plural())
        .withNamespaced(true)
        .build();
  }

  /** The canary's weight in a VirtualService, in percent. */
  public static int weight(GenericKubernetesResource virtualService) {
    ObjectKey key =
        new ObjectKey(
            of("VirtualService"),
            virtualService.getMetadata().getNamespace(),
            virtualService.getMetadata().getName());
    return IstioMesh.INSTANCE
        .router()
        .observe(new OwnedObjects(Map.of(key, virtualService.getAdditionalProperties())))
        .orElseThrow()
        .weight();
  }
}
