package dev.sluice.controller;

import dev.sluice.common.ResourceKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns cached objects into plain maps. Only the metadata goes through a typed model. */
final class UntypedObjects {
  private final KubernetesSerialization serialization;

  UntypedObjects(KubernetesSerialization serialization) {
    this.serialization = serialization;
  }

  @SuppressWarnings("unchecked")
  Map<String, Object> of(ResourceKind kind, GenericKubernetesResource object) {
    Map<String, Object> plain = new LinkedHashMap<>(object.getAdditionalProperties());
    // Items of a list of a built-in kind have no apiVersion and kind.
    plain.put("apiVersion", kind.apiVersion());
    plain.put("kind", kind.kind());
    plain.put("metadata", serialization.convertValue(object.getMetadata(), Map.class));
    return plain;
  }
}
