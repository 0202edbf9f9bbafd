package dev.sluice.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Errors of the API server as a person reads them. */
final class ApiErrors {
  private ApiErrors() {}

  /** The API server's own words, where it answered. */
  static String message(KubernetesClientException exception) {
    return exception.getStatus() == null
        ? exception.getMessage()
        : exception.getStatus().getMessage();
  }
}
