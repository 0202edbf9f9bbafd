package dev.sluice.operator;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.common.ResourceKind;
import dev.sluice.controller.FencedWriter;
import dev.sluice.controller.LiveReleases;
import dev.sluice.controller.LogEvent;
import dev.sluice.controller.LogLine;
import dev.sluice.messages.PrerequisiteMessages;
import dev.sluice.traffic.Mesh;
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
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits until the cluster serves the kinds that Sluice watches: an informer on a kind that is not
 * served would end the process again and again. Logs what is missing once a minute.
 */
final class ClusterReadiness {
  private static final int SCHEMA = Integer.parseInt(CanaryRelease.SCHEMA_VERSION);
  private static final String CRD = LiveReleases.CRD;
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final Mesh mesh;
  private final Clock clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile List<String> missing = List.of(PrerequisiteMessages.notChecked());

  ClusterReadiness(KubernetesClient client, Mesh mesh, Clock clock) {
    this.mesh = mesh;
    this.client = client;
    this.clock = clock;
  }

  /**
   * Blocks until nothing is missing.
   *
   * @return false if it was stopped before
   */
  boolean await() {
    Instant logged = Instant.MIN;
    try {
      for (long wait = 0; !stopped.await(wait, TimeUnit.MILLISECONDS); wait = POLL.toMillis()) {
        missing = check();
        if (missing.isEmpty()) {
          return true;
        }
        Instant now = clock.instant();
        if (!logged.plus(LOG_INTERVAL).isAfter(now)) {
          logged = now;
          LogLine.of(LogEvent.WaitingForPrerequisites)
              .with("message", String.join("; ", missing))
              .warn();
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

  /** What is missing, by the last check; empty if nothing is. */
  List<String> missing() {
    return missing;
  }

  private List<String> check() {
    List<String> found = new ArrayList<>();
    try {
      found.addAll(
          schemaProblems(
              client.apiextensions().v1().customResourceDefinitions().withName(CRD).get()));
      for (ResourceKind kind : mesh.kinds().keySet()) {
        if (!isServed(kind)) {
          found.add(PrerequisiteMessages.kindNotServed(kind.kind(), kind.apiVersion()));
        }
      }
    } catch (KubernetesClientException e) {
      found.add(PrerequisiteMessages.apiServerUnavailable(FencedWriter.message(e)));
    }
    return found;
  }

  /**
   * Compares the schema of the CRD with the operator's own. An older schema drops fields of the
   * status, and the evidence with them. A newer one may have fields that this operator would drop;
   * the CRD states the oldest operator that it works with.
   *
   * @param crd null if it is not installed
   */
  static List<String> schemaProblems(CustomResourceDefinition crd) {
    if (crd == null) {
      return List.of(PrerequisiteMessages.crdNotInstalled(CRD));
    }
    List<String> found = new ArrayList<>();
    OptionalInt schema = number(crd, CanaryRelease.SCHEMA_ANNOTATION);
    if (schema.isEmpty() || schema.getAsInt() < SCHEMA) {
      found.add(
          PrerequisiteMessages.crdTooOld(
              CRD, schema.isPresent() ? "" + schema.getAsInt() : "", SCHEMA));
    }
    OptionalInt minimum = number(crd, CanaryRelease.MINIMUM_OPERATOR_SCHEMA_ANNOTATION);
    if (minimum.isPresent() && minimum.getAsInt() > SCHEMA) {
      found.add(PrerequisiteMessages.operatorTooOld(CRD, minimum.getAsInt(), SCHEMA));
    }
    return found;
  }

  private static OptionalInt number(CustomResourceDefinition crd, String annotation) {
    Map<String, String> annotations = crd.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(annotation);
    return text != null && text.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  private boolean isServed(ResourceKind kind) {
    APIResourceList served = client.getApiResources(kind.apiVersion());
    return served != null
        && served.getResources().stream().anyMatch(r -> r.getName().equals(kind.plural()));
  }
}
