package dev.sluice.simulation;

import dev.sluice.common.Unstructured;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the objects of a {@link SimulatedCluster}. */
record SimulatedObjects(String namespace, String name) {

  Map<String, Object> service(String serviceName) {
    return Map.of(
        "metadata", Map.of("name", serviceName, "namespace", namespace),
        "spec",
            Map.of(
                "selector", Map.of("app", name),
                "ports", List.of(Map.of("name", "http", "port", 80))));
  }

  /** A pod template. */
  Map<String, Object> template(String version) {
    return Map.of(
        "metadata", Map.of("labels", Map.of("app", name, Labels.VERSION, version)),
        "spec", Map.of("containers", List.of(Map.of("name", "app", "image", "app:" + version))));
  }

  /** The result of a JSON merge patch. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> merged(Map<String, Object> object, Map<String, Object> patch) {
    Map<String, Object> merged = new LinkedHashMap<>(object);
    patch.forEach(
        (key, value) -> {
          if (value == null) {
            merged.remove(key);
          } else if (value instanceof Map<?, ?> map) {
            merged.put(key, merged(Unstructured.map(object, key), (Map<String, Object>) map));
          } else {
            merged.put(key, value);
          }
        });
    return merged;
  }

  /** The template hash of a Deployment. */
  static String hash(DeploymentView deployment) {
    return "h" + Unstructured.text(deployment.template(), "metadata", "labels", Labels.VERSION);
  }

  Map<String, Object> replicaSet(String hash, Map<String, Object> template, int replicas) {
    Map<String, Object> labels =
        new LinkedHashMap<>(Unstructured.map(template, "metadata", "labels"));
    labels.put(Labels.POD_TEMPLATE_HASH, hash);
    Map<String, Object> own = new LinkedHashMap<>(template);
    own.put("metadata", Map.of("labels", labels));
    return Map.of(
        "metadata",
            Map.of("name", name + "-" + hash, "labels", Map.of(Labels.POD_TEMPLATE_HASH, hash)),
        "spec", Map.of("replicas", replicas, "template", own),
        "status", Map.of("replicas", replicas, "availableReplicas", replicas));
  }

  /** The workload with a status of its current generation. */
  static Map<String, Object> withStatus(
      Map<String, Object> workload, int replicas, int updated, long resourceVersion) {
    Map<String, Object> status =
        Map.of(
            "observedGeneration", new DeploymentView(workload).generation(),
            "replicas", replicas,
            "updatedReplicas", updated,
            "availableReplicas", replicas);
    Map<String, Object> metadata = new LinkedHashMap<>(Unstructured.map(workload, "metadata"));
    metadata.put("resourceVersion", Long.toString(resourceVersion));
    Map<String, Object> next = new LinkedHashMap<>(workload);
    next.put("metadata", metadata);
    next.put("status", status);
    return next;
  }
}
