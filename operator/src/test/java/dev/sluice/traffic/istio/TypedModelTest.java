package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.ReleaseRef;
import dev.sluice.traffic.Backend;
import dev.sluice.traffic.Exposure;
import dev.sluice.traffic.MutualTls;
import dev.sluice.traffic.PolicyContext;
import dev.sluice.traffic.RouteIntent;
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

  private static RouteIntent intent(Map<String, Object> policy) {
    return new RouteIntent(
        new ReleaseRef("shop", "users", "sluice-system/sluice", "users", "users"),
        "users",
        new Backend(Map.of("a", "1")),
        new Backend(Map.of("b", "2")),
        Exposure.NONE,
        policy);
  }

  @Test
  void aVirtualService() {
    VirtualService routes =
        serialization.convertValue(
            new IstioRouter().render(intent(Map.of())).get(1).body(), VirtualService.class);
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
        serialization.convertValue(
            new IstioRouter().render(intent(policy)).get(0).body(), DestinationRule.class);
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
            new PeerAuthenticationRenderer()
                .render(
                    new PolicyContext(
                        new ReleaseRef("shop", "users", "sluice-system/sluice", "users", "users"),
                        Map.of("app", "users"),
                        List.of(new MutualTls(true))))
                .get(0)
                .body(),
            PeerAuthentication.class);
    assertThat(policy.getSpec().getAdditionalProperties()).isEmpty();
    assertThat(policy.getSpec().getMtls().getMode()).hasToString("STRICT");
    assertThat(policy.getSpec().getSelector().getMatchLabels()).containsEntry("app", "users");
  }
}
