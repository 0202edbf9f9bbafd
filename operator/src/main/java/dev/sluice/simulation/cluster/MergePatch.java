package dev.sluice.simulation.cluster;

import dev.sluice.common.Unstructured;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON merge patches (RFC 7386). */
public final class MergePatch {
  private MergePatch() {}

  /** {@code object} with the fields of {@code patch}; a null removes a field. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> apply(Map<String, Object> object, Map<String, Object> patch) {
    Map<String, Object> merged = new LinkedHashMap<>(object);
    patch.forEach(
        (key, value) -> {
          if (value == null) {
            merged.remove(key);
          } else if (value instanceof Map<?, ?> map) {
            merged.put(key, apply(Unstructured.map(object, key), (Map<String, Object>) map));
          } else {
            merged.put(key, value);
          }
        });
    return merged;
  }
}
