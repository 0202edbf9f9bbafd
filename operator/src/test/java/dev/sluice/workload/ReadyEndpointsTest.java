package dev.sluice.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadyEndpointsTest {
  private static final ReplicaSetView STABLE = set("users-6d5f", "6d5f");

  @Test
  void countsThePodsOfEachOwnerByTheirNames() {
    ReadyEndpoints endpoints =
        of(
            slice(
                endpoint("users-6d5f-abcde", true),
                endpoint("users-6d5f-fghij", false),
                endpoint("users-canary-12-6d5f-abcde", true),
                endpoint("users-canary-12-6d5f-fghij", false),
                endpoint("users-canary-3-6d5f-abcde", true),
                endpoint("other-users-canary-12-6d5f-abcde", true),
                endpoint("users-canary-x-6d5f-abcde", true)));
    assertThat(endpoints.canaries()).isEqualTo(Map.of(12L, 1, 3L, 1));
    assertThat(endpoints.of(STABLE)).isEqualTo(1);
    assertThat(endpoints.ofCanaries()).isEqualTo(2);
  }

  @Test
  void anEndpointWithoutAConditionIsReady() {
    assertThat(of(slice(Map.of("targetRef", pod("users-6d5f-abcde")))).of(STABLE)).isEqualTo(1);
  }

  @Test
  void aPodInSeveralSlicesCountsOnce() {
    ReadyEndpoints endpoints =
        of(
            slice(endpoint("users-6d5f-abcde", true), endpoint("users-canary-2-6d5f-abcde", true)),
            slice(endpoint("users-6d5f-abcde", true), endpoint("users-canary-2-6d5f-abcde", true)));
    assertThat(endpoints.of(STABLE)).isEqualTo(1);
    assertThat(endpoints.ofCanary(2)).isEqualTo(1);
  }

  @Test
  void aPodOfALongReplicaSetHasACutName() {
    String deployment = "a-deployment-with-a-name-of-just-as-many-letters-as-fit";
    ReplicaSetView set = set(deployment + "-6d5f8b7c9d", "6d5f8b7c9d");
    String pod = (deployment + "-6d5f8b7c9d-").substring(0, 58) + "abcde";
    assertThat(
            ReadyEndpoints.of(List.of(slice(endpoint(pod, true))), deployment, List.of(set))
                .of(set))
        .isEqualTo(1);
  }

  @Test
  void podsOfOthersAreNamed() {
    ReadyEndpoints endpoints =
        of(
            slice(
                endpoint("users-6d5f-abcde", true),
                endpoint("users-7b8c9-fghij", true),
                endpoint("users-canary-2-6d5f-abcde", true),
                endpoint("users-admin-6d5f-abcde", true),
                endpoint("users-0", true),
                endpoint("tools", false),
                Map.of("addresses", List.of("10.0.0.9"))));
    assertThat(endpoints.others())
        .as("a ReplicaSet that is not known yet is the Deployment's")
        .containsExactly("10.0.0.9", "users-0", "users-admin-6d5f-abcde");
  }

  @SafeVarargs
  private static ReadyEndpoints of(Map<String, Object>... slices) {
    return ReadyEndpoints.of(List.of(slices), "users", List.of(STABLE));
  }

  private static ReplicaSetView set(String name, String hash) {
    return new ReplicaSetView(
        Map.of("metadata", Map.of("name", name, "labels", Map.of("pod-template-hash", hash))));
  }

  @SafeVarargs
  private static Map<String, Object> slice(Map<String, Object>... endpoints) {
    return Map.of("endpoints", List.of(endpoints));
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
