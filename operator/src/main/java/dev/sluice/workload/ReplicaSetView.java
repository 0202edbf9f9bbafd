package dev.sluice.workload;

import dev.sluice.common.Unstructured;
import java.util.Map;

/**
 * One ReplicaSet of the user's Deployment as the API server returned it.
 *
 * @param object the whole object, never changed
 */
public record ReplicaSetView(Map<String, Object> object) {

  public String name() {
    return Unstructured.text(object, "metadata", "name");
  }

  /** Value of the label that selects just this ReplicaSet's pods. */
  public String hash() {
    return Unstructured.text(object, "metadata", "labels", Labels.POD_TEMPLATE_HASH);
  }

  public Map<String, Object> template() {
    return Unstructured.map(object, "spec", "template");
  }

  /** Whether it has pods, or is meant to have some. */
  public boolean populated() {
    return Unstructured.number(object, 0, "spec", "replicas") > 0
        || Unstructured.number(object, 0, "status", "replicas") > 0;
  }

  /** Whether all {@code replicas} of its pods are meant to be there and are available. */
  public boolean complete(int replicas) {
    return Unstructured.number(object, 0, "spec", "replicas") == replicas
        && Unstructured.number(object, 0, "status", "replicas") == replicas
        && Unstructured.number(object, 0, "status", "availableReplicas") == replicas;
  }
}
