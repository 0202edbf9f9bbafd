package dev.sluice.controller;

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
    // Members of a list of built-in kinds do not say what they are.
    plain.put("apiVersion", kind.apiVersion());
    plain.put("kind", kind.kind());
    plain.put("metadata", serialization.convertValue(object.getMetadata(), Map.class));
    return plain;
  }
}
