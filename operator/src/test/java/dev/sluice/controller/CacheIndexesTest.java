package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.traffic.istio.IstioMesh;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheIndexesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users",
        "users.shop",
        "users.shop.svc",
        "users.shop.svc.cluster.local",
        "users.shop.svc.example.com",
        "*",
        "*.local",
        "*.cluster.local",
        "*.svc.cluster.local",
        "*.shop.svc",
        "*.shop.svc.cluster.local"
      })
  void aRuleThatClaimsAServiceIsFoundByIt(String host) {
    Map<String, Object> rule =
        Map.of(
            "kind", "VirtualService",
            "metadata", Map.of("namespace", "shop"),
            "spec", Map.of("hosts", List.of(host)));
    assertThat(claims(rule)).isTrue();
    assertThat(CacheIndexes.host(host, "shop")).isIn("shop/users", "*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"items", "users.bank", "users.bank.svc.cluster.local", "api.example.com"})
  void aRuleForAnotherHostIsNotLookedAt(String host) {
    assertThat(CacheIndexes.host(host, "shop")).isNotIn("shop/users", "*");
  }

  private static boolean claims(Map<String, Object> rule) {
    return !IstioMesh.INSTANCE.router().conflicts(List.of(rule), "users", "shop").isEmpty();
  }
}
