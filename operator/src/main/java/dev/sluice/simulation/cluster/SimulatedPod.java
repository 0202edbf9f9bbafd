package dev.sluice.simulation.cluster;

import java.time.Instant;
import java.util.Map;

/**
 * A pod.
 *
 * @param name begins with the name of its ReplicaSet
 * @param deployment name of its Deployment
 * @param labels of the pod, {@code pod-template-hash} included
 * @param version that it runs
 * @param startedAt when it was created
 * @param readyAt when it becomes ready; {@link Instant#MAX} if it never does
 */
public record SimulatedPod(
    String name,
    String deployment,
    Map<String, String> labels,
    String version,
    Instant startedAt,
    Instant readyAt) {

  /** Whether it is ready. */
  public boolean isReady(Instant now) {
    return !now.isBefore(readyAt);
  }

  /** Whether a selector of labels finds it. */
  public boolean matches(Map<String, String> selector) {
    for (Map.Entry<String, String> label : selector.entrySet()) {
      if (!label.getValue().equals(labels.get(label.getKey()))) {
        return false;
      }
    }
    return true;
  }

  SimulatedPod readyAt(Instant time) {
    return new SimulatedPod(name, deployment, labels, version, startedAt, time);
  }
}
