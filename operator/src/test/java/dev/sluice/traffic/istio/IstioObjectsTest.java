package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.common.Unstructured;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IstioObjectsTest {
  private final IstioObjects mesh = new IstioObjects("shop", "users", Map.of("uid", "u"), "users");
  private final TrafficSplit split = new TrafficSplit(Map.of("a", "1"), Map.of("b", "2"), 20);

  @Test
  void weightsSumToAHundred() {
    List<Map<String, Object>> routes =
        Unstructured.maps(
            Unstructured.maps(mesh.virtualService(split), "spec", "http").get(0), "route");
    assertThat(routes).extracting(route -> route.get("weight")).containsExactly(80, 20);
    assertThatThrownBy(() -> new TrafficSplit(Map.of(), Map.of(), 101))
        .hasMessageContaining("weight=101");
  }

  @Test
  void aSubsetWithoutLabelsSaysNoLabels() {
    Map<String, Object> rule =
        mesh.destinationRule(new TrafficSplit(Map.of(), Map.of("b", "2"), 0), Map.of());
    assertThat(Unstructured.maps(rule, "spec", "subsets").get(0)).containsOnlyKeys("name");
    assertThat(Unstructured.map(rule, "spec")).doesNotContainKey("trafficPolicy");
  }

  @Test
  void theUsersPolicyTravelsWhole() {
    Map<String, Object> policy =
        Map.of("loadBalancer", Map.of("consistentHash", Map.of("ringHash", Map.of("future", 0))));
    Map<String, Object> rule = mesh.destinationRule(split, policy);
    assertThat(Unstructured.map(rule, "spec").get("trafficPolicy")).isEqualTo(policy);
  }

  @Test
  void inPlaceMeansThatNothingHasToBeWritten() {
    Map<String, Object> wanted = mesh.destinationRule(split, Map.of());
    Map<String, Object> seen = Unstructured.copy(wanted);
    Unstructured.map(seen, "metadata").put("resourceVersion", "7");
    assertThat(IstioObjects.inPlace(seen, wanted)).isTrue();

    Map<String, Object> edited = Unstructured.copy(seen);
    Unstructured.map(edited, "spec").put("host", "other");
    assertThat(IstioObjects.inPlace(edited, wanted)).isFalse();

    Map<String, Object> withPolicy = mesh.destinationRule(split, Map.of("tls", Map.of()));
    assertThat(IstioObjects.inPlace(withPolicy, wanted))
        .as("a field that was applied earlier must be taken away")
        .isFalse();
  }

  @Test
  void mutualTlsOutlivesItsRelease() {
    assertThat(
            Unstructured.map(mesh.peerAuthentication("STRICT", Map.of("app", "users")), "metadata"))
        .doesNotContainKey("ownerReferences");
    assertThat(Unstructured.map(mesh.virtualService(split), "metadata"))
        .containsKey("ownerReferences");
  }
}
