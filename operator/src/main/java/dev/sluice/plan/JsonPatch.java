package dev.sluice.plan;

import dev.sluice.common.Unstructured;
import dev.sluice.traffic.ManagedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The JSON patch (RFC 6902) of a write of an object that exists.
 *
 * <p>It sets the resourceVersion and does not test it: a lost race is then a 409, as for every
 * other write. A failed test would be a 422, as a refusal is.
 */
final class JsonPatch {
  private static final String METADATA = "/metadata/";

  private JsonPatch() {}

  /**
   * The operations, each of which succeeds on the version that is replaced. Labels, annotations and
   * finalizers of others stay.
   *
   * @param replaced the object as it was observed
   * @param object as it should be
   */
  static List<Map<String, Object>> replacing(
      Map<String, Object> replaced, Map<String, Object> object) {
    List<Map<String, Object>> operations = new ArrayList<>();
    operations.add(
        set(
            METADATA + "resourceVersion",
            Unstructured.text(replaced, "metadata", "resourceVersion")));
    setEntries(operations, "labels", replaced, object);
    setEntries(operations, "annotations", replaced, object);
    if (ManagedObject.isGarbageCollected(replaced)) {
      operations.add(set(METADATA + "ownerReferences", ManagedObject.otherOwners(replaced)));
    }
    operations.add(set("/spec", object.get("spec")));
    return List.copyOf(operations);
  }

  /** Key by key; all at once where there is no map that a key could be added to. */
  private static void setEntries(
      List<Map<String, Object>> operations,
      String field,
      Map<String, Object> replaced,
      Map<String, Object> object) {
    Map<String, Object> ours = Unstructured.map(object, "metadata", field);
    if (Unstructured.map(replaced, "metadata", field).isEmpty()) {
      operations.add(set(METADATA + field, ours));
      return;
    }
    ours.forEach((key, value) -> operations.add(set(METADATA + field + "/" + escaped(key), value)));
  }

  /** A key as a part of a JSON pointer. */
  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /** "add" also replaces, and works where nothing is there. */
  private static Map<String, Object> set(String path, Object value) {
    return Map.of("op", "add", "path", path, "value", value);
  }
}
