package dev.sluice.workload;

import dev.sluice.common.Unstructured;
import java.util.Map;

/**
 * A HorizontalPodAutoscaler as the API server returned it. One that targets the user's Deployment
 * counts all pods that the Deployment's selector finds, those of canaries too.
 *
 * @param object the whole object, never changed
 */
public record AutoscalerView(Map<String, Object> object) {

  /** Name of the Deployment that it scales; empty if it scales something else. */
  public static String deployment(Map<String, Object> object) {
    boolean scalesDeployment =
        WorkloadKinds.DEPLOYMENT
            .kind()
            .equals(Unstructured.text(object, "spec", "scaleTargetRef", "kind"));
    return scalesDeployment ? Unstructured.text(object, "spec", "scaleTargetRef", "name") : "";
  }

  public String name() {
    return Unstructured.text(object, "metadata", "name");
  }

  /** Kubernetes' default of one when the spec says nothing. */
  public int minReplicas() {
    return (int) Unstructured.number(object, 1, "spec", "minReplicas");
  }

  public int maxReplicas() {
    return (int) Unstructured.number(object, 1, "spec", "maxReplicas");
  }

  /** Pods that it computed last; 0 before the first time. */
  public int desiredReplicas() {
    return (int) Unstructured.number(object, 0, "status", "desiredReplicas");
  }
}
