package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.testing.ApiServer;
import dev.sluice.workload.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects of Sluice whose CanaryRelease, or whose installation, is not there any more. */
class AbandonedObjectsIT extends ReconcileFixture {
  AbandonedObjectsIT(ApiServer server) {
    super(server);
  }

  @Test
  void objectsWithoutTheirCanaryReleaseAreRemovedInOrder() throws IOException {
    awaitStatus(status -> status.phase() == Phase.Stable);
    changeTo("1.1");
    awaitStatus(status -> weight(status) > 0);
    operator.close();
    deleteWithoutFinalizer();
    operator = start(cluster.asSluice());

    await().atMost(LONG).until(() -> weights().equals(List.of(100L, 0L)));
    assertThat(destinationRule().get()).isNotNull();
    await().atMost(LONG).until(() -> virtualService().get() == null);
    await().atMost(LONG).until(() -> destinationRule().get() == null);
    await()
        .atMost(LONG)
        .until(() -> !deployment().getMetadata().getLabels().containsKey(Labels.MANAGED));
    assertThat(client.apps().deployments().inNamespace(namespace).list().getItems()).hasSize(1);
    await().atMost(LONG).until(() -> reasons().contains("OrphanRemoved"));
    assertThat(reasons()).contains("OrphanFound");
  }

  @Test
  void anotherInstallationLeavesThemAloneUntilTheyAreGivenToIt() throws IOException {
    awaitStatus(status -> status.phase() == Phase.Stable);
    operator.close();
    operator = start(client.getConfiguration(), "another");
    await().atMost(LONG).until(() -> reasons().contains("ManagedElsewhere"));
    changeTo("1.1");
    String seen = version();
    await().atMost(LONG).until(() -> deployment().getSpec().getPaused());
    assertThat(status().map(status -> status.phase())).contains(Phase.Stable);
    assertThat(version()).isEqualTo(seen);

    for (Resource<GenericKubernetesResource> object :
        List.of(virtualService(), destinationRule())) {
      object.edit(
          marked -> {
            marked.getMetadata().getAnnotations().remove(Labels.INSTALLATION);
            return marked;
          });
    }
    awaitStatus(status -> weight(status) > 0);
    assertThat(virtualService().get().getMetadata().getAnnotations())
        .containsEntry(Labels.INSTALLATION, TestCluster.SYSTEM + "/another");
  }

  private String version() {
    return release().get().getMetadata().getResourceVersion();
  }

  private Resource<CanaryRelease> release() {
    return client.resources(CanaryRelease.class).inNamespace(namespace).withName("users");
  }

  private void deleteWithoutFinalizer() {
    release().delete();
    server.kubectl(
        "-n",
        namespace,
        "patch",
        "canaryrelease",
        "users",
        "--type=merge",
        "-p",
        "{\"metadata\":{\"finalizers\":null}}");
    await().until(() -> release().get() == null);
  }

  private Resource<GenericKubernetesResource> virtualService() {
    return mesh("VirtualService");
  }

  private Resource<GenericKubernetesResource> destinationRule() {
    return mesh("DestinationRule");
  }

  private Resource<GenericKubernetesResource> mesh(String kind) {
    return client
        .genericKubernetesResources(MeshKinds.context(kind))
        .inNamespace(namespace)
        .withName("users");
  }

  private List<String> reasons() {
    return client.events().v1().events().inNamespace(namespace).list().getItems().stream()
        .map(event -> event.getReason())
        .distinct()
        .toList();
  }
}
