package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectHashTest {

  @Test
  void theOrderOfKeysDoesNotCount() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("a", 1);
    one.put("b", List.of("x", "y"));
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("b", List.of("x", "y"));
    other.put("a", 1);
    assertThat(ObjectHash.of(one)).isEqualTo(ObjectHash.of(other)).matches("[0-9a-f]{16}");
  }

  @Test
  void everythingElseDoes() {
    List<Map<String, Object>> different =
        List.of(
            Map.of(),
            Map.of("a", Map.of()),
            Map.of("a", List.of()),
            Map.of("a", ""),
            Map.of("a", "b"),
            Map.of("b", "a"),
            Map.of("a", "b", "b", "a"),
            Map.of("a", "a", "b", "b"),
            Map.of("a", List.of("b", "c")),
            Map.of("a", List.of("c", "b")),
            Map.of("a", List.of(List.of("b"), "c")),
            Map.of("a", List.of(List.of("b", "c"))),
            Map.of("a", Map.of("b", "c")),
            Map.of("a", Map.of("c", "b")));
    Set<String> digests = new HashSet<>();
    different.forEach(object -> digests.add(ObjectHash.of(object)));
    assertThat(digests).hasSameSizeAs(different);
  }

  @Test
  void weightsNextToEachOtherDiffer() {
    Set<String> digests = new HashSet<>();
    for (int weight = 0; weight <= 100; weight++) {
      digests.add(
          ObjectHash.of(
              Map.of("route", List.of(Map.of("weight", 100 - weight), Map.of("weight", weight)))));
    }
    assertThat(digests).hasSize(101);
  }
}
