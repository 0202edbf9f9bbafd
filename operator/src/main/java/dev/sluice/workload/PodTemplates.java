package dev.sluice.workload;

import dev.sluice.common.Unstructured;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pod templates as the API server returns them.
 *
 * <p>Templates are compared with each other as they are served now, never by a hash of our own
 * types: an upgrade of Sluice, of Kubernetes or of a library must not look like a new version.
 */
public final class PodTemplates {
  private PodTemplates() {}

  private static final Set<String> METADATA = Set.of("metadata");
  private static final Set<String> LABELS = Set.of("labels", "creationTimestamp");
  private static final Set<String> NOT_THE_USERS =
      Set.of(Labels.POD_TEMPLATE_HASH, Labels.TRACK, Labels.REVISION);

  /** Whether both templates run the same pods, labels that Kubernetes and Sluice add set aside. */
  public static boolean same(Map<String, Object> one, Map<String, Object> other) {
    return Unstructured.sameBut(METADATA, one, other)
        && Unstructured.sameBut(
            LABELS, Unstructured.map(one, "metadata"), Unstructured.map(other, "metadata"))
        && Unstructured.sameBut(
            NOT_THE_USERS,
            Unstructured.map(one, "metadata", "labels"),
            Unstructured.map(other, "metadata", "labels"));
  }

  /** The template without the labels that Kubernetes and Sluice add. */
  public static Map<String, Object> plain(Map<String, Object> template) {
    Map<String, Object> copy = Unstructured.copy(template);
    Map<String, Object> metadata = new LinkedHashMap<>(Unstructured.map(copy, "metadata"));
    Map<String, Object> labels = new LinkedHashMap<>(Unstructured.map(metadata, "labels"));
    labels.keySet().removeAll(NOT_THE_USERS);
    metadata.remove("creationTimestamp");
    if (labels.isEmpty()) {
      metadata.remove("labels");
    } else {
      metadata.put("labels", labels);
    }
    copy.put("metadata", metadata);
    return copy;
  }

  /** The template with {@code labels} added to its pods. */
  public static Map<String, Object> labelled(
      Map<String, Object> template, Map<String, String> labels) {
    Map<String, Object> copy = plain(template);
    Map<String, Object> metadata = new LinkedHashMap<>(Unstructured.map(copy, "metadata"));
    Map<String, Object> all = new LinkedHashMap<>(Unstructured.map(metadata, "labels"));
    all.putAll(labels);
    metadata.put("labels", all);
    copy.put("metadata", metadata);
    return copy;
  }

  /** Images of the template's containers, in order, at most ten. */
  public static List<String> images(Map<String, Object> template) {
    return Unstructured.maps(template, "spec", "containers").stream()
        .map(container -> Unstructured.text(container, "image"))
        .filter(image -> !image.isEmpty())
        .limit(10)
        .toList();
  }

  /** What people call the version: the version label, else the first image's tag, else its end. */
  public static String version(Map<String, Object> template) {
    String label = Unstructured.text(template, "metadata", "labels", Labels.VERSION);
    if (!label.isEmpty()) {
      return label;
    }
    List<String> images = images(template);
    if (images.isEmpty()) {
      return "unknown";
    }
    String image = images.get(0);
    int digest = image.indexOf('@');
    String name = digest < 0 ? image : image.substring(0, digest);
    int tag = name.lastIndexOf(':');
    if (tag > name.lastIndexOf('/')) {
      return name.substring(tag + 1);
    }
    return digest < 0
        ? "latest"
        : image.substring(digest + 1, Math.min(image.length(), digest + 20));
  }
}
