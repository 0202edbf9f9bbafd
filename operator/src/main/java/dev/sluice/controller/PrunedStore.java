package dev.sluice.controller;

import dev.sluice.workload.Labels;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Stores objects without their managed fields, which are about half of each. Only the entries that
 * own {@code spec.paused} stay, because no other manager may set it, and those that own fields of a
 * managed Deployment's pod template, because a message names them.
 */
final class PrunedStore extends BasicItemStore<GenericKubernetesResource> {
  private static final String PAUSED = "f:paused";
  private static final String TEMPLATE = "f:template";

  PrunedStore() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public GenericKubernetesResource put(String key, GenericKubernetesResource object) {
    List<ManagedFieldsEntry> kept = new ArrayList<>();
    Set<String> names = isManaged(object) ? Set.of(PAUSED, TEMPLATE) : Set.of(PAUSED);
    for (ManagedFieldsEntry entry : object.getMetadata().getManagedFields()) {
      Map<String, Object> owned = new TreeMap<>();
      specFields(entry).filter(names::contains).forEach(name -> owned.put(name, Map.of()));
      if (!owned.isEmpty()) {
        FieldsV1 fields = new FieldsV1();
        fields.setAdditionalProperty("f:spec", owned);
        entry.setFieldsV1(fields);
        kept.add(entry);
      }
    }
    object.getMetadata().setManagedFields(kept);
    return super.put(key, object);
  }

  private static boolean isManaged(GenericKubernetesResource object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels != null && "true".equals(labels.get(Labels.MANAGED));
  }

  private static Stream<String> specFields(ManagedFieldsEntry entry) {
    return entry.getFieldsV1() != null
            && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        ? spec.keySet().stream().map(String::valueOf)
        : Stream.empty();
  }
}
