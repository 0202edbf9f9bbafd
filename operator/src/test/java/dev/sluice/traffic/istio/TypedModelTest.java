package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteDestination;
import io.fabric8.istio.api.api.networking.v1alpha3.Subset;
import io.fabric8.istio.api.networking.v1.DestinationRule;
import io.fabric8.istio.api.networking.v1.VirtualService;
import io.fabric8.istio.api.security.v1.PeerAuthentication;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What Sluice writes, read by the typed Istio model: a field that the model does not know would end
 * in its additional properties.
 */
class TypedModelTest {
  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final IstioObjects mesh = new IstioObjects("shop", "users", Map.of("uid", "u"), "users");
  private final TrafficSplit split = new TrafficSplit(Map.of("a", "1"), Map.of("b", "2"), 0);

  @Test
  void aVirtualService() {
    VirtualService routes =
        serialization.convertValue(mesh.virtualService(split), VirtualService.class);
    assertThat(routes.getSpec().getAdditionalProperties()).isEmpty();
    assertThat(routes.getSpec().getHosts()).containsExactly("users");
    List<HTTPRouteDestination> route = routes.getSpec().getHttp().get(0).getRoute();
    assertThat(routes.getSpec().getHttp().get(0).getAdditionalProperties()).isEmpty();
    assertThat(route)
        .extracting(to -> to.getDestination().getSubset(), HTTPRouteDestination::getWeight)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("stable", 100),
            org.assertj.core.groups.Tuple.tuple("canary", 0));
  }

  @Test
  void aDestinationRule() {
    Map<String, Object> policy =
        Map.of(
            "outlierDetection", Map.of("consecutive5xxErrors", 5, "maxEjectionPercent", 50),
            "connectionPool", Map.of("http", Map.of("http1MaxPendingRequests", 100)));
    DestinationRule rule =
        serialization.convertValue(mesh.destinationRule(split, policy), DestinationRule.class);
    assertThat(rule.getSpec().getAdditionalProperties()).isEmpty();
    assertThat(rule.getSpec().getSubsets())
        .extracting(Subset::getName, Subset::getLabels)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("stable", Map.of("a", "1")),
            org.assertj.core.groups.Tuple.tuple("canary", Map.of("b", "2")));
    assertThat(rule.getSpec().getTrafficPolicy().getOutlierDetection().getMaxEjectionPercent())
        .isEqualTo(50);
  }

  @Test
  void aPeerAuthentication() {
    PeerAuthentication policy =
        serialization.convertValue(
            mesh.peerAuthentication("STRICT", Map.of("app", "users")), PeerAuthentication.class);
    assertThat(policy.getSpec().getAdditionalProperties()).isEmpty();
    assertThat(policy.getSpec().getMtls().getMode()).hasToString("STRICT");
    assertThat(policy.getSpec().getSelector().getMatchLabels()).containsEntry("app", "users");
  }
}
