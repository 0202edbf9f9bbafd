package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.common.Unstructured;
import dev.sluice.controller.WriteResult.Refused;
import dev.sluice.controller.WriteResult.Stale;
import dev.sluice.controller.WriteResult.Unavailable;
import dev.sluice.controller.WriteResult.Written;
import dev.sluice.operator.Clients;
import dev.sluice.operator.TestCluster;
import dev.sluice.plan.Change;
import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
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
    sluice = Clients.impatient(cluster.asSluice());
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
    assertThat(writer.write(managed(before))).isInstanceOf(Written.class);
    Deployment after = deployment();
    assertThat(after.getMetadata().getLabels())
        .isEqualTo(Map.of("team", "shop", "sluice.dev/managed", "true"));
    assertThat(after.getSpec()).isEqualTo(before.getSpec());
  }

  @Test
  void aPatchOfAnOlderVersionIsStale() {
    Deployment before = deployment();
    server.kubectl("-n", namespace, "label", "deployment", "users", "other=1");
    assertThat(writer.write(managed(before))).isInstanceOf(Stale.class);
    assertThat(deployment().getMetadata().getLabels()).doesNotContainKey("sluice.dev/managed");
  }

  @Test
  void aPatchOfAnObjectThatWasMadeAnewIsStale() {
    Deployment before = deployment();
    Change.Patch stranger =
        new Change.Patch(
            target("apps/v1", "Deployment"),
            "11111111-2222-3333-4444-555555555555",
            before.getMetadata().getResourceVersion(),
            Map.of("spec", Map.of("replicas", 0)),
            "");
    assertThat(writer.write(stranger)).isInstanceOf(Stale.class);
    assertThat(deployment().getSpec().getReplicas()).isEqualTo(2);
  }

  @Test
  void aPatchOfNothingIsStale() {
    Deployment before = deployment();
    admin.resource(before).delete();
    assertThat(writer.write(managed(before))).isInstanceOf(Stale.class);
  }

  // Apply

  @Test
  void anApplyMakesItsObjectAndLaterTakesAwayWhatItNoLongerSays() {
    assertThat(writer.write(apply(Map.of("hosts", List.of("users"), "exportTo", List.of("*")), "")))
        .isInstanceOf(Written.class);
    GenericKubernetesResource made = virtualService();
    assertThat(made.getMetadata().getManagedFields())
        .extracting(ManagedFieldsEntry::getManager, ManagedFieldsEntry::getOperation)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("sluice", "Apply"));

    admin
        .resource(made)
        .edit(
            object -> {
              object.getMetadata().setLabels(Map.of("argocd", "yes"));
              return object;
            });
    String version = virtualService().getMetadata().getResourceVersion();
    assertThat(writer.write(apply(Map.of("hosts", List.of("users")), version)))
        .isInstanceOf(Written.class);
    GenericKubernetesResource after = virtualService();
    assertThat(after.<Object>get("spec")).isEqualTo(Map.of("hosts", List.of("users")));
    assertThat(after.getMetadata().getLabels()).containsEntry("argocd", "yes");
  }

  @Test
  void anApplyTakesBackWhatSomebodyElseChanged() {
    writer.write(apply(Map.of("hosts", List.of("users")), ""));
    server.kubectl(
        "-n",
        namespace,
        "patch",
        "virtualservice",
        "users",
        "--type=merge",
        "-p",
        "{\"spec\":{\"hosts\":[\"other\"]}}");
    String version = virtualService().getMetadata().getResourceVersion();
    assertThat(writer.write(apply(Map.of("hosts", List.of("users")), version)))
        .isInstanceOf(Written.class);
    assertThat(virtualService().<Object>get("spec", "hosts")).isEqualTo(List.of("users"));
  }

  @Test
  void anApplyOfAnOlderVersionIsStale() {
    writer.write(apply(Map.of("hosts", List.of("one")), ""));
    String older = virtualService().getMetadata().getResourceVersion();
    writer.write(apply(Map.of("hosts", List.of("two")), older));
    assertThat(writer.write(apply(Map.of("hosts", List.of("three")), older)))
        .isInstanceOf(Stale.class);
    assertThat(virtualService().<Object>get("spec", "hosts")).isEqualTo(List.of("two"));
  }

  @Test
  void anApplyThatMustReplaceMakesNothing() {
    assertThat(writer.write(apply(Map.of("hosts", List.of("users")), "12345")))
        .isInstanceOf(Stale.class);
    assertThat(virtualService()).isNull();
  }

  @Test
  void anApplyThatMustMakeLeavesAForeignObjectAlone() {
    cluster.create(
        namespace,
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: users}
        spec: {gateways: [edge]}
        """);
    GenericKubernetesResource foreign = virtualService();
    assertThat(writer.write(apply(Map.of("hosts", List.of("users")), "")))
        .isInstanceOf(Stale.class);
    assertThat(virtualService()).isEqualTo(foreign);
  }

  // Create and delete

  @Test
  void aCreateOfWhatIsThereIsStale() {
    Deployment there = deployment();
    Change.Create create =
        new Change.Create(
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
    assertThat(writer.write(create)).isInstanceOf(Stale.class);
    assertThat(deployment()).isEqualTo(there);

    admin.resource(there).delete();
    assertThat(writer.write(create)).isInstanceOf(Written.class);
    assertThat(deployment().getSpec().getReplicas()).isEqualTo(7);
  }

  @Test
  void aDeleteIsFencedByUidAndVersion() {
    Deployment there = deployment();
    String uid = there.getMetadata().getUid();
    String version = there.getMetadata().getResourceVersion();
    assertThat(writer.write(delete("11111111-2222-3333-4444-555555555555", version)))
        .isInstanceOf(Stale.class);
    server.kubectl("-n", namespace, "label", "deployment", "users", "other=1");
    assertThat(writer.write(delete(uid, version))).isInstanceOf(Stale.class);
    assertThat(deployment()).isNotNull();

    String now = deployment().getMetadata().getResourceVersion();
    assertThat(writer.write(delete(uid, now))).isInstanceOf(Written.class);
    assertThat(deployment()).isNull();
    assertThat(writer.write(delete(uid, now))).isInstanceOf(Stale.class);
  }

  // Refused, unavailable

  @Test
  void aRefusalIsInTheServersOwnWords() {
    Deployment before = deployment();
    Change.Patch wrong =
        new Change.Patch(
            target("apps/v1", "Deployment"),
            before.getMetadata().getUid(),
            before.getMetadata().getResourceVersion(),
            Map.of("spec", Map.of("replicas", -1)),
            "");
    assertThat(writer.write(wrong))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.message())
                    .contains("spec.replicas: Invalid value: -1", "greater than or equal to 0"));
  }

  @Test
  void whatSluiceHasNoRightToIsRefused() {
    Change.Delete delete = new Change.Delete(target("v1", "Service"), "u", "1", "");
    assertThat(writer.write(delete))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.message()).contains("is forbidden"));
  }

  @Test
  void noAnswerIsUnavailable() {
    try (KubernetesClient nobody =
        Clients.impatient(new ConfigBuilder().withMasterUrl("http://127.0.0.1:1").build())) {
      assertThat(new FencedWriter(nobody).write(managed(deployment())))
          .isInstanceOf(Unavailable.class);
    }
  }

  // Status

  @Test
  void aStatusIsRecordedWholeAndOnlyOverTheOneItReplaces() {
    CanaryRelease first = release();
    CanaryReleaseStatus one = status(Phase.Pending, "first", "checkpoint");
    assertThat(writer.record(first, one))
        .isInstanceOfSatisfying(
            Written.class,
            written -> assertThat(((CanaryRelease) written.object()).getStatus()).isEqualTo(one));

    assertThat(writer.record(first, status(Phase.Stable, "late", "c"))).isInstanceOf(Stale.class);
    assertThat(release().getStatus()).isEqualTo(one);

    CanaryReleaseStatus two = status(Phase.Stable, "second", null);
    assertThat(writer.record(release(), two)).isInstanceOf(Written.class);
    assertThat(release().getStatus()).isEqualTo(two);
    assertThat(release().getSpec()).isEqualTo(first.getSpec());
  }

  @Test
  void readsTheReleaseAsItIsNowUnlessItIsAnother() {
    CanaryRelease first = release();
    assertThat(writer.read(first)).isEqualTo(new Written<>(release()));
    admin.resource(first).delete();
    assertThat(writer.read(first)).isInstanceOf(Stale.class);
    cluster.create(
        namespace,
        """
        apiVersion: sluice.dev/v1alpha1
        kind: CanaryRelease
        metadata: {name: users}
        spec: {target: {deployment: users}}
        """);
    assertThat(writer.read(first)).isInstanceOf(Stale.class);
  }

  private static CanaryReleaseStatus status(Phase phase, String message, String checkpoint) {
    return new CanaryReleaseStatus(
        1L, null, phase, message, null, null, List.of(), checkpoint, List.of());
  }

  private Change managed(Deployment deployment) {
    return new Change.Patch(
        target("apps/v1", "Deployment"),
        deployment.getMetadata().getUid(),
        deployment.getMetadata().getResourceVersion(),
        Map.of("metadata", Map.of("labels", Map.of("sluice.dev/managed", "true"))),
        "");
  }

  private Change apply(Map<String, Object> spec, String version) {
    Map<String, Object> object =
        Unstructured.copy(
            Map.of(
                "apiVersion",
                "networking.istio.io/v1",
                "kind",
                "VirtualService",
                "metadata",
                Map.of("name", "users", "namespace", namespace),
                "spec",
                spec));
    return new Change.Apply(object, version, "");
  }

  private Change delete(String uid, String version) {
    return new Change.Delete(target("apps/v1", "Deployment"), uid, version, "");
  }

  private Change.Target target(String apiVersion, String kind) {
    return new Change.Target(apiVersion, kind, namespace, "users");
  }

  private Deployment deployment() {
    return admin.apps().deployments().inNamespace(namespace).withName("users").get();
  }

  private CanaryRelease release() {
    return admin.resources(CanaryRelease.class).inNamespace(namespace).withName("users").get();
  }

  private GenericKubernetesResource virtualService() {
    return admin
        .genericKubernetesResources(ResourceKind.VIRTUAL_SERVICE.context())
        .inNamespace(namespace)
        .withName("users")
        .get();
  }
}
