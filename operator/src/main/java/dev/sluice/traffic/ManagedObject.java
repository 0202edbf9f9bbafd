package dev.sluice.traffic;

import dev.sluice.common.FieldChange;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.ReleaseRef;
import dev.sluice.common.Unstructured;
import dev.sluice.workload.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The form of every object that Sluice writes whole: by its labels and a hash of its spec. */
public final class ManagedObject {
  private ManagedObject() {}

  /**
   * An object that is named after its release. It has no owner: the garbage collector would remove
   * route, subsets and pods in one moment, and no request would find its way.
   */
  public static Map<String, Object> of(
      ObjectKey key, ReleaseRef release, Map<String, Object> spec) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", key.name());
    metadata.put("namespace", key.namespace());
    Map<String, Object> labels = new LinkedHashMap<>();
    labels.put(Labels.MANAGED_BY, Labels.SLUICE);
    labels.put(Labels.RELEASE, release.name());
    metadata.put("labels", labels);
    metadata.put("annotations", annotations(spec));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", key.kind().apiVersion());
    object.put("kind", key.kind().kind());
    object.put("metadata", metadata);
    object.put("spec", spec);
    return object;
  }

  /** {@code object} with another spec, and the hash of that. */
  static Map<String, Object> withSpec(Map<String, Object> object, Map<String, Object> spec) {
    Map<String, Object> metadata = new LinkedHashMap<>(Unstructured.map(object, "metadata"));
    metadata.put("annotations", annotations(spec));
    Map<String, Object> other = new LinkedHashMap<>(object);
    other.put("metadata", metadata);
    other.put("spec", spec);
    return other;
  }

  private static Map<String, Object> annotations(Map<String, Object> spec) {
    return new LinkedHashMap<>(Map.of(Labels.APPLIED, ObjectHash.of(spec)));
  }

  /** Whether {@code observed} has the spec of {@code desired}, nothing added, and our labels. */
  public static boolean hasSpecOf(Map<String, Object> observed, Map<String, Object> desired) {
    return Unstructured.same(observed.get("spec"), desired.get("spec"))
        && Unstructured.contains(
            Unstructured.map(observed, "metadata", "labels"),
            Unstructured.map(desired, "metadata", "labels"));
  }

  /**
   * What the API server stored otherwise than it was sent, in {@code spec} and in our own labels
   * and annotations. Labels and annotations of others do not count.
   */
  static List<FieldChange> changes(Map<String, Object> sent, Map<String, Object> returned) {
    List<FieldChange> changes =
        new ArrayList<>(FieldChange.between("spec", sent.get("spec"), returned.get("spec")));
    for (String field : List.of("labels", "annotations")) {
      Map<String, Object> ours = Unstructured.map(sent, "metadata", field);
      Map<String, Object> stored =
          new LinkedHashMap<>(Unstructured.map(returned, "metadata", field));
      stored.keySet().retainAll(ours.keySet());
      changes.addAll(FieldChange.between("metadata." + field, ours, stored));
    }
    return changes;
  }

  /** A hash of all that Sluice writes of an object: its spec, and our labels and annotation. */
  public static String storedHash(Map<String, Object> object) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("spec", object.get("spec"));
    for (String label : List.of(Labels.MANAGED_BY, Labels.RELEASE)) {
      written.put(label, Unstructured.text(object, "metadata", "labels", label));
    }
    written.put(Labels.APPLIED, appliedHash(object));
    return ObjectHash.of(written);
  }

  /** Whether Sluice made {@code object} for the release {@code name}. */
  public static boolean isOwnedBy(Map<String, Object> object, String name) {
    return Labels.SLUICE.equals(Unstructured.text(object, "metadata", "labels", Labels.MANAGED_BY))
        && name.equals(Unstructured.text(object, "metadata", "labels", Labels.RELEASE));
  }

  /** The hash of what was last applied; empty where there is none. */
  public static String appliedHash(Map<String, Object> object) {
    return Unstructured.text(object, "metadata", "annotations", Labels.APPLIED);
  }

  /** Whether {@code observed} is as {@code desired} says, so that nothing has to be written. */
  public static boolean matches(Map<String, Object> observed, Map<String, Object> desired) {
    return hasSpecOf(observed, desired)
        && appliedHash(observed).equals(appliedHash(desired))
        && !isGarbageCollected(observed);
  }

  /** Whether {@code object} goes with its CanaryRelease, as earlier versions of Sluice made it. */
  public static boolean isGarbageCollected(Map<String, Object> object) {
    return owners(object).stream().anyMatch(ManagedObject::isCanaryRelease);
  }

  /** The owners of {@code object} that are not a CanaryRelease. */
  public static List<Map<String, Object>> otherOwners(Map<String, Object> object) {
    return owners(object).stream().filter(owner -> !isCanaryRelease(owner)).toList();
  }

  private static List<Map<String, Object>> owners(Map<String, Object> object) {
    return Unstructured.maps(object, "metadata", "ownerReferences");
  }

  private static boolean isCanaryRelease(Map<String, Object> owner) {
    return "CanaryRelease".equals(Unstructured.text(owner, "kind"));
  }
}
