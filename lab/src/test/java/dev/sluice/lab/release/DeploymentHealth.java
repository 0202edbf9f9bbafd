package dev.sluice.lab.release;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.Optional;

/**
 * Health of a Deployment in delivery tools: Argo CD's rule for Deployments, and kstatus for Flux
 * and Helm. Both are written from their documentation and behaviour.
 */
final class DeploymentHealth {
  /** Health in Argo CD. */
  enum Argo {
    HEALTHY,
    PROGRESSING,
    SUSPENDED,
    DEGRADED
  }

  /** Status in kstatus. */
  enum Kstatus {
    CURRENT,
    IN_PROGRESS,
    FAILED
  }

  private DeploymentHealth() {}

  static Argo argo(Deployment deployment) {
    if (Boolean.TRUE.equals(deployment.getSpec().getPaused())) {
      return Argo.SUSPENDED;
    }
    if (!observed(deployment)) {
      return Argo.PROGRESSING;
    }
    if (deadlineExceeded(deployment)) {
      return Argo.DEGRADED;
    }
    DeploymentStatus status = deployment.getStatus();
    boolean updated = count(status.getUpdatedReplicas()) >= wanted(deployment);
    boolean oldGone = count(status.getReplicas()) <= count(status.getUpdatedReplicas());
    boolean available = count(status.getAvailableReplicas()) >= count(status.getUpdatedReplicas());
    return updated && oldGone && available ? Argo.HEALTHY : Argo.PROGRESSING;
  }

  static Kstatus kstatus(Deployment deployment) {
    if (!observed(deployment)) {
      return Kstatus.IN_PROGRESS;
    }
    if (deadlineExceeded(deployment)) {
      return Kstatus.FAILED;
    }
    DeploymentStatus status = deployment.getStatus();
    int wanted = wanted(deployment);
    boolean all =
        count(status.getReplicas()) == wanted
            && count(status.getUpdatedReplicas()) == wanted
            && count(status.getAvailableReplicas()) == wanted
            && count(status.getReadyReplicas()) == wanted;
    boolean available =
        condition(deployment, "Available")
            .filter(one -> one.getStatus().equals("True"))
            .isPresent();
    return all && available ? Kstatus.CURRENT : Kstatus.IN_PROGRESS;
  }

  private static boolean observed(Deployment deployment) {
    Long seen =
        deployment.getStatus() == null ? null : deployment.getStatus().getObservedGeneration();
    return seen != null && seen >= deployment.getMetadata().getGeneration();
  }

  private static boolean deadlineExceeded(Deployment deployment) {
    return condition(deployment, "Progressing")
        .filter(one -> "ProgressDeadlineExceeded".equals(one.getReason()))
        .isPresent();
  }

  private static Optional<DeploymentCondition> condition(Deployment deployment, String type) {
    return deployment.getStatus().getConditions().stream()
        .filter(one -> one.getType().equals(type))
        .findFirst();
  }

  private static int wanted(Deployment deployment) {
    Integer replicas = deployment.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  private static int count(Integer value) {
    return value == null ? 0 : value;
  }
}
