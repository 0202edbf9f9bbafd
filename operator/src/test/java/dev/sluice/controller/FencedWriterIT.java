package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.controller.WriteResult.Conflict;
import dev.sluice.controller.WriteResult.NoAnswer;
import dev.sluice.controller.WriteResult.Rejected;
import dev.sluice.controller.WriteResult.Success;
import dev.sluice.operator.Clients;
import dev.sluice.operator.TestCluster;
import dev.sluice.plan.Change;
import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import dev.sluice.workload.WorkloadKinds;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The fences, on a real API server: whoever decided on what is no longer so changes nothing. */
@ExtendWith(ApiServerExtension.class)
class FencedWriterIT {
  private final ApiServer server;
  private final TestCluster cluster;
  private final KubernetesClient admin;
  private String namespace;
  private KubernetesClient sluice;
  private FencedWriter writer;

  FencedWriterIT(ApiServer server) {
    this.server = server;
    this.cluster = TestCluster.on(server);
    this.admin = server.client();
  }

  @BeforeEach
  void world() {
    namespace = server.createNamespace("fence");
    sluice = Clients.noRetryClient(cluster.asSluice());
    writer = new FencedWriter(sluice);
    cluster.create(
        namespace,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: users, labels: {team: shop}}
        spec:
          replicas: 2
          selector: {matchLabels: {app: users}}
          template:
            metadata: {labels: {app: users}}
            spec: {containers: [{name: users, image: "users:1.0"}]}
        ---
        apiVersion: sluice.dev/v1alpha1
        kind: CanaryRelease
        metadata: {name: users}
        spec: {target: {deployment: users}}
        """);
  }

  @AfterEach
  void end() {
    sluice.close();
  }

  // Patch

  @Test
  void aPatchChangesItsFieldsAndNothingElse() {
    Deployment before = deployment();
    assertThat(writer.write(managed(before))).isInstanceOf(Success.class);
    Deployment after = deployment();
    assertThat(after.getMetadata().getLabels())
        .isEqualTo(Map.of("team", "shop", "sluice.dev/managed", "true"));
    assertThat(after.getSpec()).isEqualTo(before.getSpec());
  }

  @Test
  void aPatchOfAnOlderVersionIsAConflict() {
    Deployment before = deployment();
    server.kubectl("-n", namespace, "label", "deployment", "users", "other=1");
    assertThat(writer.write(managed(before))).isInstanceOf(Conflict.class);
    assertThat(deployment().getMetadata().getLabels()).doesNotContainKey("sluice.dev/managed");
  }

  @Test
  void aPatchOfAnObjectThatWasCreatedAgainIsAConflict() {
    Deployment before = deployment();
    Change.Patch stranger =
        new Change.Patch(
            target(WorkloadKinds.DEPLOYMENT),
            "11111111-2222-3333-4444-555555555555",
            before.getMetadata().getResourceVersion(),
            Map.of("spec", Map.of("replicas", 0)),
            "");
    assertThat(writer.write(stranger)).isInstanceOf(Conflict.class);
    assertThat(deployment().getSpec().getReplicas()).isEqualTo(2);
  }

  @Test
  void aPatchOfNothingIsAConflict() {
    Deployment before = deployment();
    admin.resource(before).delete();
    assertThat(writer.write(managed(before))).isInstanceOf(Conflict.class);
  }

  // Create and delete

  @Test
  void aCreateOfWhatIsThereIsAConflict() {
    Deployment there = deployment();
    Change.Create create =
        new Change.Create(
            target(WorkloadKinds.DEPLOYMENT),
            Map.of(
                "apiVersion",
                "apps/v1",
                "kind",
                "Deployment",
                "metadata",
                Map.of("name", "users", "namespace", namespace),
                "spec",
                Map.of(
                    "replicas", 7,
                    "selector", Map.of("matchLabels", Map.of("app", "users")),
                    "template",
                        Map.of(
                            "metadata", Map.of("labels", Map.of("app", "users")),
                            "spec",
                                Map.of(
                                    "containers",
                                    List.of(Map.of("name", "users", "image", "users:2")))))),
            "");
    assertThat(writer.write(create)).isInstanceOf(Conflict.class);
    assertThat(deployment()).isEqualTo(there);

    admin.resource(there).delete();
    assertThat(writer.write(create)).isInstanceOf(Success.class);
    assertThat(deployment().getSpec().getReplicas()).isEqualTo(7);
  }

  @Test
  void aDeleteIsFencedByUidAndVersion() {
    Deployment there = deployment();
    String uid = there.getMetadata().getUid();
    String version = there.getMetadata().getResourceVersion();
    assertThat(writer.write(delete("11111111-2222-3333-4444-555555555555", version)))
        .isInstanceOf(Conflict.class);
    server.kubectl("-n", namespace, "label", "deployment", "users", "other=1");
    assertThat(writer.write(delete(uid, version))).isInstanceOf(Conflict.class);
    assertThat(deployment()).isNotNull();

    String now = deployment().getMetadata().getResourceVersion();
    assertThat(writer.write(delete(uid, now))).isInstanceOf(Success.class);
    assertThat(deployment()).isNull();
    assertThat(writer.write(delete(uid, now))).isInstanceOf(Conflict.class);
  }

  // Rejected, no answer

  @Test
  void aRefusalIsInTheServersOwnWords() {
    Deployment before = deployment();
    Change.Patch wrong =
        new Change.Patch(
            target(WorkloadKinds.DEPLOYMENT),
            before.getMetadata().getUid(),
            before.getMetadata().getResourceVersion(),
            Map.of("spec", Map.of("replicas", -1)),
            "");
    assertThat(writer.write(wrong))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected ->
                assertThat(rejected.message())
                    .contains("spec.replicas: Invalid value: -1", "greater than or equal to 0"));
  }

  @Test
  void whatSluiceHasNoRightToIsRejected() {
    Change.Delete delete = new Change.Delete(target(WorkloadKinds.SERVICE), "u", "1", "");
    assertThat(writer.write(delete))
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.message()).contains("is forbidden"));
  }

  @Test
  void aServerThatIsNotThereGivesNoAnswer() {
    try (KubernetesClient absent =
        Clients.noRetryClient(new ConfigBuilder().withMasterUrl("http://127.0.0.1:1").build())) {
      assertThat(new FencedWriter(absent).write(managed(deployment())))
          .isInstanceOf(NoAnswer.class);
    }
  }

  // Status

  @Test
  void aStatusIsRecordedWholeAndOnlyOverTheOneItReplaces() {
    CanaryRelease first = release();
    CanaryReleaseStatus one = status(Phase.Pending, "first", "checkpoint");
    assertThat(writer.record(first, one))
        .isInstanceOfSatisfying(
            Success.class,
            written -> assertThat(((CanaryRelease) written.object()).getStatus()).isEqualTo(one));

    assertThat(writer.record(first, status(Phase.Stable, "late", "c")))
        .isInstanceOf(Conflict.class);
    assertThat(release().getStatus()).isEqualTo(one);

    CanaryReleaseStatus two = status(Phase.Stable, "second", null);
    assertThat(writer.record(release(), two)).isInstanceOf(Success.class);
    assertThat(release().getStatus()).isEqualTo(two);
    assertThat(release().getSpec()).isEqualTo(first.getSpec());
  }

  @Test
  void readsTheReleaseAsItIsNowUnlessItIsAnother() {
    CanaryRelease first = release();
    assertThat(writer.read(first)).isEqualTo(new Success<>(release()));
    admin.resource(first).delete();
    assertThat(writer.read(first)).isInstanceOf(Conflict.class);
    cluster.create(
        namespace,
        """
        apiVersion: sluice.dev/v1alpha1
        kind: CanaryRelease
        metadata: {name: users}
        spec: {target: {deployment: users}}
        """);
    assertThat(writer.read(first)).isInstanceOf(Conflict.class);
  }

  private static CanaryReleaseStatus status(Phase phase, String message, String checkpoint) {
    return new CanaryReleaseStatus(
        1L, null, phase, message, null, null, List.of(), checkpoint, List.of());
  }

  private Change managed(Deployment deployment) {
    return new Change.Patch(
        target(WorkloadKinds.DEPLOYMENT),
        deployment.getMetadata().getUid(),
        deployment.getMetadata().getResourceVersion(),
        Map.of("metadata", Map.of("labels", Map.of("sluice.dev/managed", "true"))),
        "");
  }

  private Change delete(String uid, String version) {
    return new Change.Delete(target(WorkloadKinds.DEPLOYMENT), uid, version, "");
  }

  private ObjectKey target(ResourceKind kind) {
    return new ObjectKey(kind, namespace, "users");
  }

  private Deployment deployment() {
    return admin.apps().deployments().inNamespace(namespace).withName("users").get();
  }

  private CanaryRelease release() {
    return admin.resources(CanaryRelease.class).inNamespace(namespace).withName("users").get();
  }
}
