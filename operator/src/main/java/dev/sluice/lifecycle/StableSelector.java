package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.workload.CanaryDeployment;
import dev.sluice.workload.Labels;
import java.util.Map;

/**
 * Which pods are the stable ones: a ReplicaSet of the user's Deployment, or, when a newer template
 * was applied during a promotion, the canary Deployment that was being promoted.
 *
 * @param hash pod-template-hash of the ReplicaSet, or null
 * @param canary revision of the canary Deployment, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StableSelector(String hash, Long canary) {

  public static StableSelector hash(String hash) {
    return new StableSelector(hash, null);
  }

  public static StableSelector canary(long revision) {
    return new StableSelector(null, revision);
  }

  /** Whether a canary Deployment serves as the stable version. */
  public boolean onCanary() {
    return canary != null;
  }

  /** Ready pods of it among the Service's. */
  int readyEndpoints(Observation.Workloads workloads) {
    return onCanary()
        ? workloads.endpoints().ofCanary(canary)
        : workloads.replicaSet(hash).map(workloads.endpoints()::of).orElse(0);
  }

  /** Pod labels that select just these pods among the service's. */
  public Map<String, String> labels() {
    return onCanary() ? CanaryDeployment.labels(canary) : Map.of(Labels.POD_TEMPLATE_HASH, hash);
  }
}
