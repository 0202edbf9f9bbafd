package dev.sluice.traffic;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import java.util.Map;
import java.util.Optional;

/**
 * Objects in the cluster under the names that Sluice uses for one release, whoever made them.
 *
 * @param byKey whole objects as the API server returned them, never changed
 */
public record OwnedObjects(Map<ObjectKey, Map<String, Object>> byKey) {
  /** No objects. */
  public static final OwnedObjects NONE = new OwnedObjects(Map.of());

  /** The object at an address. */
  public Optional<Map<String, Object>> get(ObjectKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** The first object of a kind: there is one of each. */
  public Optional<Map<String, Object>> get(ResourceKind kind) {
    return byKey.entrySet().stream()
        .filter(entry -> entry.getKey().kind().equals(kind))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
