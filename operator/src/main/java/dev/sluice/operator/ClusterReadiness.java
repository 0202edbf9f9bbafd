package dev.sluice.operator;

import dev.sluice.controller.FencedWriter;
import dev.sluice.controller.LogLine;
import dev.sluice.controller.ResourceKind;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits until the cluster serves what Sluice watches: an informer on a kind that is not served
 * would end the process again and again. Says once a minute what is missing.
 */
final class ClusterReadiness {
  /** The schema that this version of Sluice was built with. */
  static final int SCHEMA = 1;

  static final String SCHEMA_ANNOTATION = "sluice.dev/schema";
  private static final String CRD = "canaryreleases.sluice.dev";
  private static final Duration BETWEEN = Duration.ofSeconds(2);
  private static final Duration SAID = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final Clock clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile List<String> missing = List.of("not looked yet");

  ClusterReadiness(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Blocks until all is there.
   *
   * @return false when it was stopped before
   */
  boolean await() {
    Instant said = Instant.MIN;
    try {
      for (long wait = 0; !stopped.await(wait, TimeUnit.MILLISECONDS); wait = BETWEEN.toMillis()) {
        missing = missing();
        if (missing.isEmpty()) {
          return true;
        }
        Instant now = clock.instant();
        if (!said.plus(SAID).isAfter(now)) {
          said = now;
          LogLine.of("WaitingForCluster").with("message", String.join("; ", missing)).warn();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  void stop() {
    stopped.countDown();
  }

  /** What is waited for; empty when nothing is. */
  List<String> waitsFor() {
    return missing;
  }

  private List<String> missing() {
    List<String> missing = new ArrayList<>();
    try {
      schema(client.apiextensions().v1().customResourceDefinitions().withName(CRD).get(), missing);
      for (ResourceKind kind : ResourceKind.values()) {
        if (kind.istio() && !served(kind)) {
          missing.add(kind.kind() + " " + kind.apiVersion() + " is not served; install Istio");
        }
      }
    } catch (KubernetesClientException e) {
      missing.add("the API server does not answer: " + FencedWriter.said(e));
    }
    return missing;
  }

  /** An older schema drops fields of the status, and with them the evidence. */
  private static void schema(CustomResourceDefinition crd, List<String> missing) {
    if (crd == null) {
      missing.add("CustomResourceDefinition " + CRD + " is not there; install Sluice's chart");
      return;
    }
    Map<String, String> annotations = crd.getMetadata().getAnnotations();
    String stamp = annotations == null ? null : annotations.get(SCHEMA_ANNOTATION);
    if (stamp == null || !stamp.matches("[0-9]{1,9}") || Integer.parseInt(stamp) < SCHEMA) {
      missing.add(
          "CustomResourceDefinition %s has schema %s, this Sluice needs %d; upgrade it with the chart"
              .formatted(CRD, stamp, SCHEMA));
    }
  }

  private boolean served(ResourceKind kind) {
    APIResourceList served = client.getApiResources(kind.apiVersion());
    return served != null
        && served.getResources().stream().anyMatch(r -> r.getName().equals(kind.plural()));
  }
}
