package dev.sluice.traffic;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Objects in the cluster under the names that Sluice uses for one release, whoever made them.
 *
 * @param byKey whole objects as the API server returned them, never changed, by kind and name: what
 *     is decided must not depend on the order in which they were found
 */
public record OwnedObjects(Map<ObjectKey, Map<String, Object>> byKey) {
  private static final Comparator<ObjectKey> ORDER =
      Comparator.comparing((ObjectKey key) -> key.kind().kind())
          .thenComparing(key -> key.kind().apiVersion())
          .thenComparing(ObjectKey::namespace)
          .thenComparing(ObjectKey::name);

  /** No objects. */
  public static final OwnedObjects NONE = new OwnedObjects(Map.of());

  /** Objects in any order. */
  public OwnedObjects {
    SortedMap<ObjectKey, Map<String, Object>> sorted = new TreeMap<>(ORDER);
    sorted.putAll(byKey);
    byKey = Collections.unmodifiableMap(sorted);
  }

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
