package dev.sluice.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnedObjectsTest {
  private static final List<ObjectKey> KEYS =
      List.of(
          key("AuthorizationPolicy", "users"),
          key("PeerAuthentication", "orders"),
          key("PeerAuthentication", "users"),
          key("RequestAuthentication", "users"));

  /** Objects of one tier are deleted in this order: it must be the same in every process. */
  @Test
  void theOrderDoesNotDependOnHowTheyWereFound() {
    List<ObjectKey> found = new ArrayList<>(KEYS);
    for (int distance = 0; distance < KEYS.size(); distance++) {
      Collections.rotate(found, 1);
      assertThat(owned(found).byKey().keySet()).containsExactlyElementsOf(KEYS);
    }
    Collections.reverse(found);
    assertThat(owned(found).byKey().keySet()).containsExactlyElementsOf(KEYS);
  }

  @Test
  void whatWasFoundMayChangeAfterwards() {
    Map<ObjectKey, Map<String, Object>> found = new LinkedHashMap<>();
    OwnedObjects owned = new OwnedObjects(found);
    found.put(KEYS.get(0), Map.of());
    assertThat(owned).isEqualTo(OwnedObjects.NONE);
  }

  private static OwnedObjects owned(List<ObjectKey> keys) {
    Map<ObjectKey, Map<String, Object>> objects = new LinkedHashMap<>();
    keys.forEach(key -> objects.put(key, Map.of("kind", key.kind().kind())));
    return new OwnedObjects(objects);
  }

  private static ObjectKey key(String kind, String name) {
    return new ObjectKey(
        new ResourceKind("security.istio.io", "v1", kind, kind.toLowerCase(Locale.ROOT) + "s"),
        "shop",
        name);
  }
}
