package dev.sluice.lab.scenarios;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;

/** The Deployment of the users API, as read from the API server. */
record UsersDeployment(Deployment read) {
  /** Whether pods of an older template still run beside those of the newest. */
  boolean isRollingOut() {
    DeploymentStatus status = read.getStatus();
    return count(status.getUpdatedReplicas()) > 0
        && count(status.getUpdatedReplicas()) < count(status.getReplicas());
  }

  /** Whether it has all its pods, all of the newest template and available. */
  boolean isComplete() {
    int wanted = read.getSpec().getReplicas();
    DeploymentStatus status = read.getStatus();
    return read.getMetadata().getGeneration().equals(status.getObservedGeneration())
        && count(status.getReplicas()) == wanted
        && count(status.getUpdatedReplicas()) == wanted
        && count(status.getAvailableReplicas()) == wanted;
  }

  private static int count(Integer value) {
    return value == null ? 0 : value;
  }

  /** Whether its template has this version. */
  boolean asksFor(String version) {
    return version.equals(
        read.getSpec().getTemplate().getMetadata().getLabels().get("app.kubernetes.io/version"));
  }

  boolean isPaused() {
    return Boolean.TRUE.equals(read.getSpec().getPaused());
  }

  /** Whether it has Sluice's label. */
  boolean isManaged() {
    return read.getMetadata().getLabels().containsKey("sluice.dev/managed");
  }
}
