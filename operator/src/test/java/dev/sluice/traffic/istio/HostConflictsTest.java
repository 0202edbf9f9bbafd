package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostConflictsTest {

  @ParameterizedTest
  @CsvSource({
    "users, shop, true",
    "users, other, false",
    "users.shop, other, true",
    "users.shop.svc, other, true",
    "users.shop.svc.cluster.local, other, true",
    "users.shop.svc.example.org, other, true",
    "*.shop.svc.cluster.local, other, true",
    "*.svc.cluster.local, other, true",
    "*.cluster.local, other, true",
    "*, other, true",
    "*.other.svc.cluster.local, other, false",
    "users2, shop, false",
    "users.shop2, shop, false",
    "users.example.org, shop, false"
  })
  void knowsEveryFormOfAHost(String host, String namespace, boolean claims) {
    Map<String, Object> routes =
        Map.of(
            "kind", "VirtualService",
            "metadata", Map.of("namespace", namespace),
            "spec", Map.of("hosts", List.of("else.where", host)));
    Map<String, Object> rule =
        Map.of(
            "kind", "DestinationRule",
            "metadata", Map.of("namespace", namespace),
            "spec", Map.of("host", host));
    assertThat(HostConflicts.claims(routes, "users", "shop")).isEqualTo(claims);
    assertThat(HostConflicts.claims(rule, "users", "shop")).isEqualTo(claims);
  }

  @Test
  void aRouteOfAGatewayAloneClaimsNothing() {
    assertThat(HostConflicts.claims(bound(List.of("shop/public")), "users", "shop")).isFalse();
    assertThat(HostConflicts.claims(bound(List.of("shop/public", "mesh")), "users", "shop"))
        .isTrue();
  }

  private static Map<String, Object> bound(List<String> gateways) {
    return Map.of(
        "kind", "VirtualService",
        "metadata", Map.of("namespace", "shop"),
        "spec", Map.of("hosts", List.of("users"), "gateways", gateways));
  }
}
