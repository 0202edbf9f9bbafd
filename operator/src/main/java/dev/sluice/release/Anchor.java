package dev.sluice.release;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.workload.CanaryDeployment;
import dev.sluice.workload.Labels;
import java.util.Map;

/**
 * Which pods are the stable ones: a ReplicaSet of the user's Deployment, or, when a newer template
 * came in the middle of a promotion, the canary Deployment that was being promoted.
 *
 * @param hash pod-template-hash of the ReplicaSet, or null
 * @param canary revision of the canary Deployment, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Anchor(String hash, Long canary) {

  public static Anchor hash(String hash) {
    return new Anchor(hash, null);
  }

  public static Anchor canary(long revision) {
    return new Anchor(null, revision);
  }

  boolean onCanary() {
    return canary != null;
  }

  /** As people find them with {@code kubectl get pods -l}. */
  @Override
  public String toString() {
    return onCanary()
        ? "pods of " + Labels.REVISION + "=" + canary
        : "pods of " + Labels.POD_TEMPLATE_HASH + "=" + hash;
  }

  /** Pod labels that select just these pods among the service's. */
  Map<String, String> labels() {
    return onCanary() ? CanaryDeployment.labels(canary) : Map.of(Labels.POD_TEMPLATE_HASH, hash);
  }
}
