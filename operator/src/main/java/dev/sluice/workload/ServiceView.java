package dev.sluice.workload;

import dev.sluice.common.Unstructured;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A Service as the API server returned it.
 *
 * @param object never changed
 */
public record ServiceView(Map<String, Object> object) {
  private static final String UDP = "UDP";

  public String name() {
    return Unstructured.text(object, "metadata", "name");
  }

  public String namespace() {
    return Unstructured.text(object, "metadata", "namespace");
  }

  /** Labels of the pods that it selects; empty if it selects none. */
  public Map<String, String> selector() {
    return Unstructured.texts(object, "spec", "selector");
  }

  /** Whether it selects pods with these labels. */
  public boolean selects(Map<String, String> labels) {
    return !selector().isEmpty() && labels.entrySet().containsAll(selector().entrySet());
  }

  /** Whether callers reach any port of its pods, as it names none and has no address. */
  public boolean hasAllPorts() {
    return Unstructured.maps(object, "spec", "ports").isEmpty()
        && "None".equals(Unstructured.text(object, "spec", "clusterIP"));
  }

  /** Numbers of its ports, but for those of UDP. */
  public List<Long> ports() {
    return Unstructured.maps(object, "spec", "ports").stream()
        .filter(port -> !UDP.equals(Unstructured.text(port, "protocol")))
        .map(port -> Unstructured.number(port, 0, "port"))
        .toList();
  }

  /**
   * Ports of the pods behind its ports, as numbers where that can be known.
   *
   * @param template of the pods, which gives the numbers of named ports
   * @param some which of its ports
   */
  public List<String> targetPorts(
      Map<String, Object> template, Predicate<Map<String, Object>> some) {
    return Unstructured.maps(object, "spec", "ports").stream()
        .filter(port -> !UDP.equals(Unstructured.text(port, "protocol")))
        .filter(some)
        .map(port -> targetPort(port, template))
        .distinct()
        .toList();
  }

  private static String targetPort(Map<String, Object> port, Map<String, Object> template) {
    Object target =
        Unstructured.at(port, "targetPort").or(() -> Unstructured.at(port, "port")).orElse("");
    return target instanceof Number
        ? String.valueOf(target)
        : Unstructured.maps(template, "spec", "containers").stream()
            .flatMap(container -> Unstructured.maps(container, "ports").stream())
            .filter(named -> target.equals(Unstructured.text(named, "name")))
            .map(named -> Long.toString(Unstructured.number(named, 0, "containerPort")))
            .findFirst()
            .orElse(String.valueOf(target));
  }
}
