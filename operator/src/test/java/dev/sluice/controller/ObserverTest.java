package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObserverTest {

  @Test
  void countsReadyEndpointsOfCanariesByTheirPodsNames() {
    Map<String, Object> one =
        Map.of(
            "endpoints",
            List.of(
                endpoint("users-6d5f-abcde", true),
                endpoint("users-canary-12-6d5f-abcde", true),
                endpoint("users-canary-12-6d5f-fghij", false),
                endpoint("users-canary-3-6d5f-abcde", true),
                endpoint("other-users-canary-12-6d5f-abcde", true),
                endpoint("users-canary-x-6d5f-abcde", true)));
    Map<String, Object> two =
        Map.of(
            "endpoints",
            List.of(
                // No condition at all means ready.
                Map.of(
                    "addresses", List.of("10.0.0.9"), "targetRef", pod("users-canary-12-6d5f-k"))));
    assertThat(Observer.readyCanaryEndpoints(List.of(one, two), "users"))
        .isEqualTo(Map.of(12L, 2, 3L, 1));
  }

  private static Map<String, Object> endpoint(String name, boolean ready) {
    return Map.of(
        "addresses", List.of("10.0.0.1"),
        "conditions", Map.of("ready", ready),
        "targetRef", pod(name));
  }

  private static Map<String, Object> pod(String name) {
    return Map.of("kind", "Pod", "name", name);
  }
}
