package dev.sluice.controller;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Stores objects without their managed fields, which are about half of each. Only the entries that
 * own {@code spec.paused} stay: no other manager may set it.
 */
final class PrunedStore extends BasicItemStore<GenericKubernetesResource> {
  PrunedStore() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public GenericKubernetesResource put(String key, GenericKubernetesResource object) {
    List<ManagedFieldsEntry> kept = new ArrayList<>();
    for (ManagedFieldsEntry entry : object.getMetadata().getManagedFields()) {
      if (setsPaused(entry)) {
        FieldsV1 fields = new FieldsV1();
        fields.setAdditionalProperty("f:spec", Map.of("f:paused", Map.of()));
        entry.setFieldsV1(fields);
        kept.add(entry);
      }
    }
    object.getMetadata().setManagedFields(kept);
    return super.put(key, object);
  }

  private static boolean setsPaused(ManagedFieldsEntry entry) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        && spec.containsKey("f:paused");
  }
}
