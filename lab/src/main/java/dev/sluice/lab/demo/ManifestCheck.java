package dev.sluice.lab.demo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares objects field by field, without status, server-managed metadata, managed fields, and
 * annotations of kubectl and the Deployment controller.
 */
public final class ManifestCheck {
  private static final List<String> IGNORED =
      List.of(
          "status",
          "metadata.managedFields",
          "metadata.resourceVersion",
          "metadata.generation",
          "metadata.uid",
          "metadata.creationTimestamp",
          "metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]",
          "metadata.annotations[deployment.kubernetes.io/revision]");

  private ManifestCheck() {}

  /** A changed field; "absent" if it does not exist. */
  public record Difference(String path, String before, String after) {
    @Override
    public String toString() {
      return path + ": " + before + " -> " + after;
    }
  }

  /** Fields of the manifest that the live object lacks or has with another value. */
  public static List<Difference> missing(Map<String, Object> manifest, Map<String, Object> live) {
    Map<String, String> wanted = leaves(manifest);
    Map<String, String> found = leaves(live);
    return wanted.entrySet().stream()
        .filter(leaf -> !leaf.getValue().equals(found.get(leaf.getKey())))
        // An empty object in the manifest may have content in the live object.
        .filter(
            leaf ->
                !leaf.getValue().equals("{}")
                    || found.keySet().stream().noneMatch(key -> key.startsWith(leaf.getKey())))
        .map(leaf -> difference(leaf.getKey(), leaf.getValue(), found.get(leaf.getKey())))
        .toList();
  }

  /**
   * Changes of an object, except those that a manifest applied in between asks for.
   *
   * @param manifest the applied manifest; empty if none
   */
  public static List<Difference> changes(
      Map<String, Object> before, Map<String, Object> after, Map<String, Object> manifest) {
    Map<String, String> old = leaves(before);
    Map<String, String> now = leaves(after);
    Map<String, String> asked = leaves(manifest);
    TreeSet<String> paths = new TreeSet<>(old.keySet());
    paths.addAll(now.keySet());
    return paths.stream()
        .filter(path -> !text(old.get(path)).equals(text(now.get(path))))
        .filter(path -> !now.containsKey(path) || !now.get(path).equals(asked.get(path)))
        .map(path -> difference(path, old.get(path), now.get(path)))
        .toList();
  }

  private static Difference difference(String path, String before, String after) {
    return new Difference(path, text(before), text(after));
  }

  private static String text(String value) {
    return value == null ? "absent" : value;
  }

  private static Map<String, String> leaves(Map<String, Object> object) {
    Map<String, String> leaves = new TreeMap<>();
    flatten("", object, leaves);
    leaves.keySet().removeIf(ManifestCheck::ignored);
    return leaves;
  }

  private static boolean ignored(String path) {
    return IGNORED.stream()
        .anyMatch(
            ignored ->
                path.equals(ignored)
                    || path.startsWith(ignored + ".")
                    || path.startsWith(ignored + "["));
  }

  private static void flatten(String path, Object value, Map<String, String> leaves) {
    if (value instanceof Map<?, ?> map) {
      if (map.isEmpty()) {
        leaves.put(path, "{}");
      }
      map.forEach((key, inner) -> flatten(under(path, key.toString()), inner, leaves));
    } else if (value instanceof List<?> list) {
      if (list.isEmpty()) {
        leaves.put(path, "[]");
      }
      for (int i = 0; i < list.size(); i++) {
        flatten(path + "[" + i + "]", list.get(i), leaves);
      }
    } else {
      leaves.put(path, String.valueOf(value));
    }
  }

  private static String under(String path, String key) {
    if (path.isEmpty()) {
      return key;
    }
    return key.contains(".") || key.contains("/") ? path + "[" + key + "]" : path + "." + key;
  }
}
