package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.WorkloadKinds;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrunedStoreTest {
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @Test
  void keepsTheObjectAndWhoPausedIt() {
    GenericKubernetesResource object = deployment();
    PrunedStore store = new PrunedStore();
    String key = store.getKey(object);
    store.put(key, object);

    Map<String, Object> kept =
        new UntypedObjects(serialization).of(WorkloadKinds.DEPLOYMENT, store.get(key));
    assertThat(new DeploymentView(kept).pausedBy()).hasValue("kubectl-edit");
    assertThat(store.get(key).getMetadata().getManagedFields()).hasSize(1);
    assertThat(serialization.asJson(store.get(key))).doesNotContain("f:replicas");
    assertThat(store.get(key).<Integer>get("spec", "replicas")).isEqualTo(3);
    assertThat(store.get(key).<String>get("spec", "future", "field")).isEqualTo("kept");
  }

  /** Of the Deployments of a cluster, those that Sluice does not manage are many. */
  @Test
  void keepsWhoWritesTheTemplateOfAManagedDeployment() {
    GenericKubernetesResource object = deployment();
    PrunedStore store = new PrunedStore();
    String key = store.getKey(object);
    object.getMetadata().setLabels(Map.of("sluice.dev/managed", "true"));
    store.put(key, object);
    Map<String, Object> kept =
        new UntypedObjects(serialization).of(WorkloadKinds.DEPLOYMENT, store.get(key));
    DeploymentView view = new DeploymentView(kept);
    assertThat(view.templateManagers(Instant.parse("2026-01-01T00:00:01Z")))
        .containsExactly("keel");
    assertThat(view.templateManagers(Instant.parse("2026-01-01T00:00:00Z")))
        .containsExactly("helm", "keel");
    assertThat(view.pausedBy()).hasValue("kubectl-edit");
    assertThat(serialization.asJson(store.get(key))).doesNotContain("f:replicas", "f:containers");
  }

  private GenericKubernetesResource deployment() {
    return serialization.unmarshal(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: users
          namespace: shop
          managedFields:
            - {manager: helm, operation: Apply, time: "2026-01-01T00:00:00Z", fieldsType: FieldsV1, fieldsV1: {"f:spec": {"f:replicas": {}, "f:template": {"f:spec": {}}}}}
            - {manager: keel, operation: Update, time: "2026-01-01T00:00:01Z", fieldsType: FieldsV1, fieldsV1: {"f:spec": {"f:template": {"f:spec": {"f:containers": {}}}}}}
            - {manager: kubectl-edit, operation: Update, fieldsType: FieldsV1, fieldsV1: {"f:spec": {"f:paused": {}, "f:replicas": {}}}}
        spec: {replicas: 3, paused: true, future: {field: kept}}
        """,
        GenericKubernetesResource.class);
  }
}
