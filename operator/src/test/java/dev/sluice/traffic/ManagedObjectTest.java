package dev.sluice.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Unstructured;
import dev.sluice.traffic.istio.IstioMesh;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManagedObjectTest {

  private static Map<String, Object> rule(Map<String, Object> policy) {
    return IstioMesh.INSTANCE.router().render(Intents.atRest(policy)).get(0).body();
  }

  @Test
  void inPlaceMeansThatNothingHasToBeWritten() {
    Map<String, Object> wanted = rule(Map.of());
    Map<String, Object> seen = Unstructured.copy(wanted);
    Unstructured.map(seen, "metadata").put("resourceVersion", "7");
    assertThat(ManagedObject.matches(seen, wanted)).isTrue();

    Map<String, Object> edited = Unstructured.copy(seen);
    Unstructured.map(edited, "spec").put("host", "other");
    assertThat(ManagedObject.matches(edited, wanted)).isFalse();

    assertThat(ManagedObject.matches(rule(Map.of("tls", Map.of())), wanted))
        .as("a field that was applied earlier must be removed")
        .isFalse();
  }

  /** An upgrade of Sluice rewrites no object: the hashes are those that 520c4e6 wrote. */
  @Test
  void theHashOfASpecIsThatOfEarlierVersions() {
    assertThat(ManagedObject.appliedHash(rule(Map.of()))).isEqualTo("ea17d34cec1bfaf6");
    assertThat(
            ManagedObject.appliedHash(
                IstioMesh.INSTANCE.router().render(Intents.of(Exposure.weight(20))).get(1).body()))
        .isEqualTo("60d4ba1c373f5773");
  }
}
