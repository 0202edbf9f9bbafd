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
import java.util.Optional;

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
    Map<String, Object> annotations = Labels.origin(release);
    annotations.put(Labels.APPLIED, ObjectHash.of(spec));
    metadata.put("annotations", annotations);
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
    Map<String, Object> annotations =
        new LinkedHashMap<>(Unstructured.map(object, "metadata", "annotations"));
    annotations.put(Labels.APPLIED, ObjectHash.of(spec));
    metadata.put("annotations", annotations);
    Map<String, Object> other = new LinkedHashMap<>(object);
    other.put("metadata", metadata);
    other.put("spec", spec);
    return other;
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

  /** A hash of all that Sluice writes of an object: its spec, and our labels and annotations. */
  public static String storedHash(Map<String, Object> object) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("spec", object.get("spec"));
    for (String label : List.of(Labels.MANAGED_BY, Labels.RELEASE)) {
      written.put(label, Unstructured.text(object, "metadata", "labels", label));
    }
    for (String annotation :
        List.of(Labels.APPLIED, Labels.INSTALLATION, Labels.DEPLOYMENT, Labels.SERVICE)) {
      written.put(annotation, annotation(object, annotation));
    }
    return ObjectHash.of(written);
  }

  /** Whether Sluice made {@code object} for the release {@code name}. */
  public static boolean isOwnedBy(Map<String, Object> object, String name) {
    return Labels.SLUICE.equals(Unstructured.text(object, "metadata", "labels", Labels.MANAGED_BY))
        && name.equals(Unstructured.text(object, "metadata", "labels", Labels.RELEASE));
  }

  /** The hash of what was last applied; empty where there is none. */
  public static String appliedHash(Map<String, Object> object) {
    return annotation(object, Labels.APPLIED);
  }

  private static String annotation(Map<String, Object> object, String name) {
    return Unstructured.text(object, "metadata", "annotations", name);
  }

  /** The installation of Sluice that manages {@code object}; empty if it does not say so. */
  public static String installation(Map<String, Object> object) {
    return annotation(object, Labels.INSTALLATION);
  }

  /** The object in a message, as {@code kind/name}. */
  public static String kindAndName(Map<String, Object> object) {
    return Unstructured.text(object, "kind") + "/" + Unstructured.text(object, "metadata", "name");
  }

  /**
   * The CanaryRelease that {@code object} belongs to, whether it exists or not; empty if the object
   * is none of Sluice's, or of a version before these annotations.
   */
  public static Optional<ReleaseRef> release(Map<String, Object> object) {
    String name = Unstructured.text(object, "metadata", "labels", Labels.RELEASE);
    String deployment = annotation(object, Labels.DEPLOYMENT);
    String service = annotation(object, Labels.SERVICE);
    return isOwnedBy(object, name) && !name.isEmpty() && !deployment.isEmpty() && !service.isEmpty()
        ? Optional.of(
            new ReleaseRef(
                Unstructured.text(object, "metadata", "namespace"),
                name,
                installation(object),
                deployment,
                service))
        : Optional.empty();
  }

  /** Whether only annotations or owners differ, and nothing that moves a request. */
  public static boolean isSameRoute(Map<String, Object> observed, Map<String, Object> desired) {
    return hasSpecOf(observed, desired) && appliedHash(observed).equals(appliedHash(desired));
  }

  /** Whether {@code observed} is as {@code desired} says, so that nothing has to be written. */
  public static boolean matches(Map<String, Object> observed, Map<String, Object> desired) {
    return hasSpecOf(observed, desired)
        && Unstructured.contains(
            Unstructured.map(observed, "metadata", "annotations"),
            Unstructured.map(desired, "metadata", "annotations"))
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
