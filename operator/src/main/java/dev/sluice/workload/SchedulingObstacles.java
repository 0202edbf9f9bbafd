package dev.sluice.workload;

import dev.sluice.common.Unstructured;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What in a pod template may keep the canary's pods from running beside the stable ones. Whether it
 * does depends on the nodes, so the release is tried.
 */
public final class SchedulingObstacles {
  private static final String HOST_NAME = "kubernetes.io/hostname";

  private SchedulingObstacles() {}

  /** Each as part of a sentence, such as {@code hostPort 8080}; empty if there is none. */
  public static List<String> of(Map<String, Object> template) {
    Set<String> obstacles = new LinkedHashSet<>();
    List<Map<String, Object>> containers =
        new ArrayList<>(Unstructured.maps(template, "spec", "containers"));
    containers.addAll(Unstructured.maps(template, "spec", "initContainers"));
    for (Map<String, Object> container : containers) {
      for (Map<String, Object> port : Unstructured.maps(container, "ports")) {
        if (Unstructured.at(port, "hostPort").isPresent()) {
          obstacles.add("hostPort " + Unstructured.text(port, "hostPort"));
        }
      }
    }
    if (Unstructured.flag(template, "spec", "hostNetwork")) {
      obstacles.add("hostNetwork");
    }
    for (Map<String, Object> volume : Unstructured.maps(template, "spec", "volumes")) {
      String claim = Unstructured.text(volume, "persistentVolumeClaim", "claimName");
      if (!claim.isEmpty()) {
        obstacles.add("PersistentVolumeClaim " + claim + ", unless it is ReadWriteMany");
      }
    }
    if (keepsNodesApart(template)) {
      obstacles.add("required anti-affinity by node, which needs a free node for each pod");
    }
    return List.copyOf(obstacles);
  }

  /** Whether no node may run two pods with labels that the template's own pods have. */
  private static boolean keepsNodesApart(Map<String, Object> template) {
    Map<String, String> labels = Unstructured.texts(template, "metadata", "labels");
    return Unstructured.maps(
            template,
            "spec",
            "affinity",
            "podAntiAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution")
        .stream()
        .filter(term -> HOST_NAME.equals(Unstructured.text(term, "topologyKey")))
        .anyMatch(
            term ->
                labels
                    .entrySet()
                    .containsAll(
                        Unstructured.texts(term, "labelSelector", "matchLabels").entrySet()));
  }
}
