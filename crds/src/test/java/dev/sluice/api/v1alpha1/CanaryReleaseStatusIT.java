package dev.sluice.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** How the API server stores and prints the status. */
@ExtendWith(ApiServerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanaryReleaseStatusIT {
  private static final String TIME = "2026-01-02T03:04:05Z";

  private ApiServer server;
  private String namespace;

  @BeforeAll
  void install(ApiServer server) {
    this.server = server;
    server.installCrd();
  }

  @BeforeEach
  void create() {
    namespace = server.createNamespace("status");
    CanaryRelease release = named();
    release.setSpec(
        new CanaryReleaseSpec(new Target("users"), null, null, null, null, null, null, null));
    server.client().resource(release).create();
  }

  @Test
  void anUnobservedObjectIsNotCurrent() {
    assertThat(read().getStatus())
        .isEqualTo(new CanaryReleaseStatus(-1L, null, null, null, null, null, null, null, null));
  }

  @Test
  void fullStatusReadsBackAsWritten() {
    CanaryReleaseStatus status = Samples.fullStatus();
    apply("sluice", status);
    assertThat(read().getStatus()).isEqualTo(status);
    assertThat(read().getMetadata().getGeneration()).isEqualTo(1L);
  }

  @Test
  void anUnchangedStatusIsNotWritten() {
    apply("sluice", Samples.fullStatus());
    String version = read().getMetadata().getResourceVersion();
    apply("sluice", Samples.fullStatus());
    assertThat(read().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void conditionsOfTwoManagersMergeByType() {
    apply("one", conditions(condition("Ready", "True", "Stable")));
    apply("two", conditions(condition("Accepted", "True", "Valid")));
    assertThat(read().getStatus().conditions())
        .extracting(Condition::type)
        .containsExactlyInAnyOrder("Ready", "Accepted");
  }

  @Test
  void conditionsFollowKubernetesConventions() {
    assertRejected(condition("Ready", "Yes", "Stable"), "status.conditions[0].status");
    assertRejected(condition("Ready", "True", ""), "status.conditions[0].reason");
    assertRejected(condition("Ready", "True", "has spaces"), "status.conditions[0].reason");
    assertRejected(condition("not a type", "True", "Stable"), "status.conditions[0].type");
    assertRejected(
        new Condition("Ready", "True", 1L, "yesterday", "Stable", ""),
        "status.conditions[0].lastTransitionTime");
    for (String field : List.of("type", "status", "lastTransitionTime", "reason", "message")) {
      assertThatThrownBy(
              () -> {
                Map<String, String> fields =
                    new HashMap<>(
                        Map.of(
                            "type", "Ready",
                            "status", "True",
                            "lastTransitionTime", TIME,
                            "reason", "Stable",
                            "message", ""));
                fields.remove(field);
                mergePatch(Map.of("conditions", List.of(fields)));
              })
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("status.conditions[0]." + field + ": Required value");
    }
  }

  @Test
  void listsAreBounded() {
    assertThatThrownBy(
            () -> mergePatch(Map.of("history", Collections.nCopies(11, Map.of("revision", 1)))))
        .hasMessageContaining("status.history: Too many: 11: must have at most 10 items");
    assertThatThrownBy(() -> mergePatch(Map.of("checkpoint", "x".repeat(32769))))
        .hasMessageContaining("status.checkpoint: Too long");
  }

  @Test
  void columnsSummarizeTheRelease() {
    apply("sluice", Samples.fullStatus());
    List<String> table = server.kubectl("get", "crel", "-n", namespace).lines().toList();
    assertThat(table.get(0).split("\\s+"))
        .containsExactly("NAME", "PHASE", "STEP", "WEIGHT", "STABLE", "CANARY", "REASON", "AGE");
    assertThat(table.get(1))
        .matches("users +Releasing +2/4 +20 +1\\.4\\.1 +1\\.4\\.2 +InProgress +\\d+s");

    List<String> wide =
        server.kubectl("get", "sluice", "-n", namespace, "-o", "wide").lines().toList();
    assertThat(wide.get(0)).endsWith("   READY     MESSAGE");
    assertThat(wide.get(1)).matches(".*s +Unknown +20% of requests to 1\\.4\\.2; not yet .*");
  }

  @Test
  void everyFieldIsExplained() {
    String explained = server.kubectl("explain", "crel", "--recursive");
    assertThat(explained).contains("errorRate", "trafficPolicy", "checkpoint");
    assertThat(server.kubectl("explain", "crel.spec.traffic.drain"))
        .containsSubsequence("0s to 1h", "Default:", "30s");
  }

  private void assertRejected(Condition condition, String message) {
    assertThatThrownBy(() -> apply("sluice", conditions(condition)))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(message);
  }

  private static CanaryReleaseStatus conditions(Condition condition) {
    return new CanaryReleaseStatus(
        null, null, null, null, null, null, null, null, List.of(condition));
  }

  private static Condition condition(String type, String status, String reason) {
    return new Condition(type, status, 1L, TIME, reason, "");
  }

  private void apply(String manager, CanaryReleaseStatus status) {
    CanaryRelease release = named();
    release.setStatus(status);
    server
        .client()
        .resource(release)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(true)
                .build(),
            release);
  }

  private void mergePatch(Map<String, ?> status) {
    server
        .client()
        .resource(named())
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            server.client().getKubernetesSerialization().asJson(Map.of("status", status)));
  }

  private CanaryRelease read() {
    return server.client().resource(named()).get();
  }

  private CanaryRelease named() {
    CanaryRelease release = new CanaryRelease();
    release.setMetadata(new ObjectMetaBuilder().withName("users").withNamespace(namespace).build());
    return release;
  }
}
