package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Unstructured;
import dev.sluice.traffic.Exposure;
import dev.sluice.traffic.Intents;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IstioRouterTest {
  private final IstioRouter router = new IstioRouter();

  @Test
  void aSubsetWithoutLabelsIsTheWholeService() {
    Map<String, Object> rule = router.render(Intents.atRest(Map.of())).get(0).body();
    assertThat(Unstructured.maps(rule, "spec", "subsets").get(0)).containsOnlyKeys("name");
    assertThat(Unstructured.map(rule, "spec")).doesNotContainKey("trafficPolicy");
  }

  @Test
  void theUsersPolicyTravelsWhole() {
    Map<String, Object> policy =
        Map.of("loadBalancer", Map.of("consistentHash", Map.of("ringHash", Map.of("future", 0))));
    Map<String, Object> rule = router.render(Intents.atRest(policy)).get(0).body();
    assertThat(Unstructured.map(rule, "spec").get("trafficPolicy")).isEqualTo(policy);
  }

  @Test
  void anEditedRouteIsReadAsItIs() {
    Map<String, Object> routes = router.render(Intents.of(Exposure.weight(20))).get(1).body();
    Map<String, Object> edited = Unstructured.copy(routes);
    Map<String, Object> first = Unstructured.maps(edited, "spec", "http").get(0);
    Map<String, Object> added = Unstructured.copy(first);
    added.remove("name");
    added.put("match", List.of(Map.of("uri", Map.of("prefix", "/v2"))));
    Unstructured.maps(added, "route").get(0).put("weight", 10);
    Unstructured.maps(added, "route").get(1).put("weight", 90);
    Unstructured.map(edited, "spec").put("http", List.of(added, first));
    assertThat(VirtualServiceRoutes.observe(edited).weight())
        .as("the highest weight that any request meets")
        .isEqualTo(90);
  }
}
