package dev.sluice.simulation.cluster;

import dev.sluice.common.ObjectKey;
import dev.sluice.workload.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The objects that a user applies. */
public final class UserManifests {
  private UserManifests() {}

  /** A pod template of a version. */
  public static Map<String, Object> template(String app, String version) {
    return Map.of(
        "metadata", Map.of("labels", Map.of("app", app, Labels.VERSION, version)),
        "spec", Map.of("containers", List.of(Map.of("name", "app", "image", "app:" + version))));
  }

  static Map<String, Object> service(ObjectKey key, String app) {
    return Map.of(
        "metadata", Map.of("name", key.name(), "namespace", key.namespace()),
        "spec",
            Map.of(
                "selector", Map.of("app", app),
                "ports", List.of(Map.of("name", "http", "port", 80))));
  }

  /** A Deployment of one template. */
  public static Map<String, Object> deployment(
      ObjectKey key, Map<String, Object> template, int replicas) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("replicas", replicas);
    spec.put("selector", Map.of("matchLabels", Map.of("app", key.name())));
    spec.put("template", template);
    return Map.of(
        "apiVersion",
        "apps/v1",
        "kind",
        "Deployment",
        "metadata",
        Map.of("name", key.name(), "namespace", key.namespace()),
        "spec",
        spec);
  }

  /** A merge patch of one field of the spec. */
  public static Map<String, Object> spec(String field, Object value) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put(field, value);
    return Map.of("spec", spec);
  }
}
