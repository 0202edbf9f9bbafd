package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.common.ReleaseRef;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Asks the API server itself whether a CanaryRelease exists. A cache may be late, or empty. */
public final class LiveReleases {
  /** Name of the CustomResourceDefinition. */
  public static final String CRD = "canaryreleases.sluice.dev";

  private final KubernetesClient client;

  public LiveReleases(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Whether the API server serves CanaryReleases and has none of this name. Without an answer it is
   * taken to exist.
   */
  boolean isGone(ReleaseRef release) {
    try {
      return isEstablished(
              client.apiextensions().v1().customResourceDefinitions().withName(CRD).get())
          && client
                  .resources(CanaryRelease.class)
                  .inNamespace(release.namespace())
                  .withName(release.name())
                  .get()
              == null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private static boolean isEstablished(CustomResourceDefinition crd) {
    return crd != null
        && crd.getMetadata().getDeletionTimestamp() == null
        && crd.getStatus() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    "Established".equals(condition.getType())
                        && "True".equals(condition.getStatus()));
  }
}
