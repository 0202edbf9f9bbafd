package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.FieldChange;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.common.Unstructured;
import dev.sluice.controller.WriteResult.Conflict;
import dev.sluice.controller.WriteResult.Rejected;
import dev.sluice.controller.WriteResult.Success;
import dev.sluice.operator.Clients;
import dev.sluice.operator.MeshKinds;
import dev.sluice.operator.PlatformPolicy;
import dev.sluice.operator.TestCluster;
import dev.sluice.plan.Change;
import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import dev.sluice.traffic.StoredWrite;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Writes of an object that Sluice owns, on a real API server and under the chart's rights. */
@ExtendWith(ApiServerExtension.class)
class OwnedObjectWritesIT {
  private static final ResourceKind VIRTUAL_SERVICE = MeshKinds.of("VirtualService");

  private static final FieldChange TIMEOUT = new FieldChange("spec.http[0].timeout", "none", "7s");

  private final ApiServer server;
  private final TestCluster cluster;
  private final KubernetesClient admin;
  private String namespace;
  private KubernetesClient sluice;
  private FencedWriter writer;

  OwnedObjectWritesIT(ApiServer server) {
    this.server = server;
    this.cluster = TestCluster.on(server);
    this.admin = server.client();
  }

  @BeforeEach
  void start() {
    namespace = server.createNamespace("owned");
    sluice = Clients.noRetryClient(cluster.asSluice());
    writer = new FencedWriter(sluice);
  }

  @AfterEach
  void end() {
    sluice.close();
  }

  @Test
  void anApplyReplacesTheSpecWholeAndKeepsWhatOthersHaveBeside() {
    assertThat(
            writer.write(apply(Map.of("hosts", List.of("users"), "exportTo", List.of("*")), null)))
        .isInstanceOf(Success.class);
    patch(
        "{\"metadata\":{\"labels\":{\"argocd\":\"yes\"},\"annotations\":{\"note\":\"a\"},"
            + "\"finalizers\":[\"example.org/backup\"]},"
            + "\"spec\":{\"gateways\":[\"edge\"],\"hosts\":[\"other\"]}}");
    Map<String, Object> spec = Map.of("hosts", List.of("users"));
    assertThat(writer.write(apply(spec, observed())))
        .isInstanceOfSatisfying(
            Success.class,
            written -> assertThat(written.object()).extracting("spec").isEqualTo(spec));
    GenericKubernetesResource after = virtualService();
    assertThat(after.<Object>get("spec")).isEqualTo(spec);
    assertThat(after.getMetadata().getLabels())
        .containsEntry("argocd", "yes")
        .containsEntry("sluice.dev/release", "users");
    assertThat(after.getMetadata().getAnnotations())
        .containsEntry("note", "a")
        .containsEntry("sluice.dev/applied", "hash");
    assertThat(after.getMetadata().getFinalizers()).containsExactly("example.org/backup");
    patch("{\"metadata\":{\"finalizers\":null}}");
  }

  @Test
  void anApplyReplacesWhatAnEarlierVersionMadeByServerSideApply() {
    Change.Apply earlier = apply(Map.of("hosts", List.of("users"), "exportTo", List.of("*")), null);
    GenericKubernetesResource made =
        admin
            .getKubernetesSerialization()
            .convertValue(earlier.object(), GenericKubernetesResource.class);
    admin.resource(made).fieldManager("sluice").serverSideApply();
    Map<String, Object> spec = Map.of("hosts", List.of("users"));
    assertThat(writer.write(apply(spec, observed()))).isInstanceOf(Success.class);
    assertThat(virtualService().<Object>get("spec")).isEqualTo(spec);
  }

  @Test
  void anApplyWithoutAnyLabelOrAnnotationThereSetsOurs() {
    writer.write(apply(Map.of("hosts", List.of("users")), null));
    patch("{\"metadata\":{\"labels\":null,\"annotations\":null}}");
    assertThat(writer.write(apply(Map.of("hosts", List.of("users")), observed())))
        .isInstanceOf(Success.class);
    assertThat(virtualService().getMetadata().getLabels())
        .containsEntry("sluice.dev/release", "users");
  }

  @Test
  void anApplyOfAnOlderVersionIsAConflict() {
    writer.write(apply(Map.of("hosts", List.of("one")), null));
    Map<String, Object> older = observed();
    writer.write(apply(Map.of("hosts", List.of("two")), older));
    assertThat(writer.write(apply(Map.of("hosts", List.of("three")), older)))
        .isInstanceOf(Conflict.class);
    assertThat(virtualService().<Object>get("spec", "hosts")).isEqualTo(List.of("two"));
  }

  /** The patch does not even fit the object, which the API server answers by a 422. */
  @Test
  void anApplyThatDoesNotFitTheNewerVersionIsAConflict() {
    writer.write(apply(Map.of("hosts", List.of("one")), null));
    Map<String, Object> older = observed();
    patch("{\"metadata\":{\"labels\":null,\"annotations\":null}}");
    assertThat(writer.write(apply(Map.of("hosts", List.of("two")), older)))
        .isInstanceOf(Conflict.class);
    assertThat(virtualService().<Object>get("spec", "hosts")).isEqualTo(List.of("one"));
  }

  @Test
  void anApplyOfAnObjectThatWasCreatedAgainIsAConflict() {
    writer.write(apply(Map.of("hosts", List.of("one")), null));
    Map<String, Object> older = observed();
    admin.resource(virtualService()).delete();
    assertThat(writer.write(apply(Map.of("hosts", List.of("two")), older)))
        .isInstanceOf(Conflict.class);
    assertThat(virtualService()).isNull();
    writer.write(apply(Map.of("hosts", List.of("three")), null));
    assertThat(writer.write(apply(Map.of("hosts", List.of("two")), older)))
        .isInstanceOf(Conflict.class);
    assertThat(virtualService().<Object>get("spec", "hosts")).isEqualTo(List.of("three"));
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
    assertThat(writer.write(apply(Map.of("hosts", List.of("users")), null)))
        .isInstanceOf(Conflict.class);
    assertThat(virtualService()).isEqualTo(foreign);
  }

  @Test
  void aSpecThatTheSchemaRefusesIsRejected() {
    writer.write(apply(Map.of("hosts", List.of("one")), null));
    assertThat(writer.write(apply(Map.of("hosts", "one"), observed())))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> assertThat(rejected.message()).contains("spec.hosts", "must be of type"));
  }

  // Admission plugins of the platform

  @Test
  void whatAdmissionChangesIsReturnedAndSendingItAgainChangesNothing() {
    try (PlatformPolicy platform = PlatformPolicy.routeTimeout(server, namespace)) {
      Map<String, Object> spec =
          Map.of("hosts", List.of("users"), "http", List.of(Map.of("name", "sluice")));
      Change.Apply create = apply(spec, null);
      assertThat(writer.write(create))
          .isInstanceOfSatisfying(
              Success.class,
              written -> assertThat(changes(create, written)).containsExactly(TIMEOUT));
      String version = virtualService().getMetadata().getResourceVersion();
      Change.Apply again = apply(spec, observed());
      assertThat(writer.write(again))
          .isInstanceOfSatisfying(
              Success.class,
              written -> assertThat(changes(again, written)).containsExactly(TIMEOUT));
      assertThat(virtualService().getMetadata().getResourceVersion()).isEqualTo(version);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<FieldChange> changes(Change.Apply sent, Success<?> written) {
    Map<String, Object> returned = (Map<String, Object>) written.object();
    return StoredWrite.of(sent.object(), returned, Optional.empty(), Instant.EPOCH)
        .orElseThrow()
        .changes();
  }

  /** The API server would drop the field, and the rule would allow more than it says. */
  @Test
  void aRuleWithAnUnknownFieldIsRefused() {
    ResourceKind kind = MeshKinds.of("AuthorizationPolicy");
    Map<String, Object> operation = Map.of("methods", List.of("GET"), "path", List.of("/users"));
    Change.Apply apply =
        new Change.Apply(
            target(kind),
            Map.of(
                "apiVersion",
                kind.apiVersion(),
                "kind",
                kind.kind(),
                "metadata",
                Map.of("name", "users", "namespace", namespace),
                "spec",
                Map.of("rules", List.of(Map.of("to", List.of(Map.of("operation", operation)))))),
            Map.of(),
            "");
    assertThat(writer.write(apply))
        .isInstanceOfSatisfying(
            Rejected.class,
            refusal ->
                assertThat(refusal.message())
                    .isEqualTo(
                        "strict decoding error: unknown field"
                            + " \"spec.rules[0].to[0].operation.path\""));
    assertThat(writer.write(apply(Map.of("hosts", List.of("users")), null)))
        .isInstanceOf(Success.class);
    assertThat(writer.write(apply(Map.of("hosts", List.of("users"), "gateway", "x"), observed())))
        .isInstanceOfSatisfying(
            Rejected.class,
            refusal ->
                assertThat(refusal.message())
                    .isEqualTo("strict decoding error: unknown field \"spec.gateway\""));
  }

  /**
   * An apply of the VirtualService.
   *
   * @param replaced as observed, or null to create it
   */
  private Change.Apply apply(Map<String, Object> spec, Map<String, Object> replaced) {
    Map<String, Object> metadata =
        Map.of(
            "name",
            "users",
            "namespace",
            namespace,
            "labels",
            Map.of("app.kubernetes.io/managed-by", "sluice", "sluice.dev/release", "users"),
            "annotations",
            Map.of("sluice.dev/applied", "hash"));
    Map<String, Object> object =
        Unstructured.copy(
            Map.of(
                "apiVersion",
                "networking.istio.io/v1",
                "kind",
                "VirtualService",
                "metadata",
                metadata,
                "spec",
                spec));
    return new Change.Apply(
        target(VIRTUAL_SERVICE), object, replaced == null ? Map.of() : replaced, "");
  }

  /** The VirtualService as the operator's caches have it. */
  private Map<String, Object> observed() {
    return new UntypedObjects(admin.getKubernetesSerialization())
        .of(VIRTUAL_SERVICE, virtualService());
  }

  private void patch(String merge) {
    server.kubectl(
        "-n", namespace, "patch", "virtualservice", "users", "--type=merge", "-p", merge);
  }

  private ObjectKey target(ResourceKind kind) {
    return new ObjectKey(kind, namespace, "users");
  }

  private GenericKubernetesResource virtualService() {
    return admin
        .genericKubernetesResources(MeshKinds.context("VirtualService"))
        .inNamespace(namespace)
        .withName("users")
        .get();
  }
}
