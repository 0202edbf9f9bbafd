package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.ReleaseRef;
import dev.sluice.traffic.AllowRules;
import dev.sluice.traffic.Backend;
import dev.sluice.traffic.Exposure;
import dev.sluice.traffic.JwtRules;
import dev.sluice.traffic.MutualTls;
import dev.sluice.traffic.PolicyContext;
import dev.sluice.traffic.PolicyIntent;
import dev.sluice.traffic.PolicyRenderer;
import dev.sluice.traffic.RequestLimit;
import dev.sluice.traffic.RouteIntent;
import io.fabric8.istio.api.api.networking.v1alpha3.EnvoyFilterEnvoyConfigObjectPatch;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteDestination;
import io.fabric8.istio.api.api.networking.v1alpha3.Subset;
import io.fabric8.istio.api.networking.v1.DestinationRule;
import io.fabric8.istio.api.networking.v1.VirtualService;
import io.fabric8.istio.api.networking.v1alpha3.EnvoyFilter;
import io.fabric8.istio.api.security.v1.AuthorizationPolicy;
import io.fabric8.istio.api.security.v1.PeerAuthentication;
import io.fabric8.istio.api.security.v1.RequestAuthentication;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
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
        policy,
        policy);
  }

  private <T> T render(PolicyRenderer renderer, PolicyIntent intent, Class<T> type) {
    PolicyContext context =
        new PolicyContext(
            new ReleaseRef("shop", "users", "sluice-system/sluice", "users", "users"),
            Map.of("app", "users"),
            List.of(intent));
    return serialization.convertValue(renderer.render(context).get(0).body(), type);
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
    assertThat(rule.getSpec().getSubsets().get(0).getTrafficPolicy()).isNull();
    assertThat(rule.getSpec().getSubsets().get(1).getTrafficPolicy())
        .isEqualTo(rule.getSpec().getTrafficPolicy());
  }

  @Test
  void aRequestAuthentication() {
    RequestAuthentication policy =
        render(
            new RequestAuthenticationRenderer(),
            new JwtRules(
                List.of(
                    Map.of("issuer", "https://a.example", "jwksUri", "https://a.example/keys"))),
            RequestAuthentication.class);
    assertThat(policy.getSpec().getAdditionalProperties()).isEmpty();
    assertThat(policy.getSpec().getJwtRules()).hasSize(1);
    assertThat(policy.getSpec().getJwtRules().get(0).getAdditionalProperties()).isEmpty();
    assertThat(policy.getSpec().getSelector().getMatchLabels()).containsEntry("app", "users");
  }

  @Test
  void anAuthorizationPolicy() {
    AuthorizationPolicy policy =
        render(
            new AuthorizationPolicyRenderer(),
            new AllowRules(
                List.of(
                    Map.of("to", List.of(Map.of("operation", Map.of("methods", List.of("GET"))))))),
            AuthorizationPolicy.class);
    assertThat(policy.getSpec().getAdditionalProperties()).isEmpty();
    assertThat(policy.getSpec().getRules()).hasSize(1);
    assertThat(policy.getSpec().getRules().get(0).getTo().get(0).getOperation().getMethods())
        .containsExactly("GET");
  }

  @Test
  void anEnvoyFilter() {
    EnvoyFilter filter =
        render(
            new RateLimitRenderer(),
            new RequestLimit(200, Duration.ofSeconds(1), 50),
            EnvoyFilter.class);
    assertThat(filter.getSpec().getAdditionalProperties()).isEmpty();
    assertThat(filter.getSpec().getWorkloadSelector().getLabels()).containsEntry("app", "users");
    EnvoyFilterEnvoyConfigObjectPatch patch = filter.getSpec().getConfigPatches().get(0);
    assertThat(patch.getAdditionalProperties()).isEmpty();
    assertThat(patch.getApplyTo()).hasToString("HTTP_FILTER");
    assertThat(patch.getPatch().getValue()).isNotNull();
  }

  @Test
  void aPeerAuthentication() {
    PeerAuthentication policy =
        render(new PeerAuthenticationRenderer(), new MutualTls(true), PeerAuthentication.class);
    assertThat(policy.getSpec().getAdditionalProperties()).isEmpty();
    assertThat(policy.getSpec().getMtls().getMode()).hasToString("STRICT");
    assertThat(policy.getSpec().getSelector().getMatchLabels()).containsEntry("app", "users");
  }
}
