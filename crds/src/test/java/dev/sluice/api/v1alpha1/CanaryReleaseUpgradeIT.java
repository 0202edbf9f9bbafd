package dev.sluice.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Objects that were stored by schema 2 keep working after the upgrade to the current schema. */
@ExtendWith(ApiServerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanaryReleaseUpgradeIT {
  private static final Path SCHEMA_2 = Path.of("src/test/resources/canaryreleases-schema-2.yaml");
  private static final String RENAMED = "of was renamed to window: use window";

  private ApiServer server;
  private String namespace;

  @BeforeAll
  void upgrade(ApiServer server) throws IOException {
    this.server = server;
    // Other test classes share the server: its definition may be the current one already.
    server
        .client()
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("canaryreleases.sluice.dev")
        .delete();
    server
        .client()
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("canaryreleases.sluice.dev")
        .waitUntilCondition(Objects::isNull, 30, TimeUnit.SECONDS);
    server.installCrds(Files.readString(SCHEMA_2));
    namespace = server.createNamespace("upgrade");
    for (String name : new String[] {"status", "metadata", "edited", "neighbor", "renamed"}) {
      server
          .client()
          .resource(
              """
              apiVersion: sluice.dev/v1alpha1
              kind: CanaryRelease
              metadata: {name: %s, namespace: %s}
              spec:
                target: {deployment: users}
                analysis:
                  metrics:
                    - {name: errors, errorRate: {}}
                    - {name: queue, prometheus: {query: up, max: "1", failures: 6, of: 7}}
              """
                  .formatted(name, namespace))
          .create();
    }
    server.installCrd();
    awaitRule();
  }

  /** A new schema is enforced shortly after it is established. */
  private void awaitRule() {
    String probe =
        """
        apiVersion: sluice.dev/v1alpha1
        kind: CanaryRelease
        metadata: {name: probe, namespace: %s}
        spec:
          target: {deployment: users}
          analysis: {metrics: [{name: m, prometheus: {query: up, max: "1", of: 5}}]}
        """
            .formatted(namespace);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try {
        server.client().resource(probe).create();
        server.client().resource(probe).delete();
      } catch (KubernetesClientException e) {
        assertThat(e).hasMessageContaining(RENAMED);
        return;
      }
      assertThat(System.nanoTime()).as("the new schema is not enforced").isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
    }
  }

  @Test
  void theStoredValueIsReadByItsNewName() {
    PrometheusMetric queue =
        resource("status").get().getSpec().analysis().metrics().get(1).prometheus();
    assertThat(queue.window()).isNull();
    assertThat(queue.latestSamples()).isEqualTo(7);
  }

  @Test
  void theStatusOfAStoredObjectIsWritten() {
    CanaryRelease release = resource("status").get();
    release.setStatus(Samples.fullStatus());
    server.client().resource(release).updateStatus();
    assertThat(resource("status").get().getStatus()).isEqualTo(Samples.fullStatus());
  }

  @Test
  void metadataOfAStoredObjectIsWritten() {
    patch("metadata", Map.of("metadata", Map.of("annotations", Map.of("a", "b"))));
    assertThat(resource("metadata").get().getMetadata().getAnnotations()).containsEntry("a", "b");
  }

  @Test
  void otherFieldsOfAStoredObjectAreEdited() {
    patch("neighbor", Map.of("spec", Map.of("paused", true)));
    assertThat(resource("neighbor").get().getSpec().paused()).isTrue();
  }

  @Test
  void anEditOfTheFormerNameIsRejectedWithTheNewOne() {
    assertThatThrownBy(() -> edit("edited", "{\"op\":\"replace\",\"path\":\"/of\",\"value\":9}"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.analysis.metrics[1].prometheus.of: Invalid value")
        .hasMessageContaining(RENAMED);
  }

  @Test
  void theFieldIsRenamedInPlace() {
    edit(
        "renamed",
        "{\"op\":\"remove\",\"path\":\"/of\"}",
        "{\"op\":\"add\",\"path\":\"/window\",\"value\":8}");
    PrometheusMetric queue =
        resource("renamed").get().getSpec().analysis().metrics().get(1).prometheus();
    assertThat(queue.of()).isNull();
    assertThat(queue.latestSamples()).isEqualTo(8);
  }

  /** Applies a JSON patch to the fields of the second metric's query. */
  private void edit(String name, String... operations) {
    String patch =
        String.join(",", operations).replace("\"/", "\"/spec/analysis/metrics/1/prometheus/");
    resource(name).patch(PatchContext.of(PatchType.JSON), "[" + patch + "]");
  }

  private void patch(String name, Map<String, ?> change) {
    resource(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            server.client().getKubernetesSerialization().asJson(change));
  }

  private Resource<CanaryRelease> resource(String name) {
    return server.client().resources(CanaryRelease.class).inNamespace(namespace).withName(name);
  }
}
