package dev.sluice.controller;

import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.common.Unstructured;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.Observation.Rival;
import dev.sluice.lifecycle.Observation.Self;
import dev.sluice.spec.Violation;
import dev.sluice.traffic.istio.HostConflicts;
import dev.sluice.traffic.istio.IstioObjects;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.ReplicaSetView;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts together what is known of one CanaryRelease's world, from caches alone. */
final class Observer {

  private final InformerCaches caches;
  private final Supplier<Optional<Violation>> platform;

  Observer(InformerCaches caches, Supplier<Optional<Violation>> platform) {
    this.caches = caches;
    this.platform = platform;
  }

  /**
   * Observes.
   *
   * @param samples of the version on trial, empty when none is
   * @param writeProblem what was said to the last write, or empty
   */
  Observation observe(
      CanaryRelease release, Optional<MetricsSnapshot> samples, String writeProblem) {
    String namespace = release.getMetadata().getNamespace();
    String name = release.getMetadata().getName();
    String deployment = SpecTargets.deployment(release);
    String service = SpecTargets.service(release);
    return new Observation(
        self(release),
        caches.get(ResourceKind.DEPLOYMENT, namespace, deployment).map(DeploymentView::new),
        caches.replicaSets(namespace, deployment).stream().map(ReplicaSetView::new).toList(),
        caches.canaries(namespace, name).stream()
            .filter(object -> ownedBy(release, object))
            .map(DeploymentView::new)
            .toList(),
        readyCanaryEndpoints(caches.endpointSlices(namespace, service), deployment),
        caches.get(ResourceKind.SERVICE, namespace, service),
        caches.get(ResourceKind.VIRTUAL_SERVICE, namespace, name),
        caches.get(ResourceKind.DESTINATION_RULE, namespace, name),
        caches.get(ResourceKind.PEER_AUTHENTICATION, namespace, name),
        foreignRules(namespace, name, service),
        caches
            .releases(namespace, deployment, service)
            .filter(other -> !other.getMetadata().getName().equals(name))
            .map(Observer::rival)
            .distinct()
            .toList(),
        platform.get(),
        samples,
        writeProblem);
  }

  private static Self self(CanaryRelease release) {
    return new Self(
        release.getMetadata().getNamespace(),
        release.getMetadata().getName(),
        release.getMetadata().getUid(),
        release.getMetadata().getGeneration(),
        Instant.parse(release.getMetadata().getCreationTimestamp()),
        release.getMetadata().getDeletionTimestamp() != null);
  }

  private static Rival rival(CanaryRelease other) {
    return new Rival(
        other.getMetadata().getName(),
        SpecTargets.deployment(other),
        SpecTargets.service(other),
        Instant.parse(other.getMetadata().getCreationTimestamp()));
  }

  private static boolean ownedBy(CanaryRelease release, Map<String, Object> object) {
    return Unstructured.maps(object, "metadata", "ownerReferences").stream()
        .anyMatch(owner -> release.getMetadata().getUid().equals(Unstructured.text(owner, "uid")));
  }

  /** Rules of others that claim the host, from all watched namespaces. */
  private List<Map<String, Object>> foreignRules(String namespace, String name, String service) {
    return caches
        .perhapsClaiming(namespace, service)
        .filter(rule -> HostConflicts.claims(rule, service, namespace))
        .filter(
            rule ->
                !(Unstructured.text(rule, "metadata", "namespace").equals(namespace)
                    && IstioObjects.ours(rule, name)))
        .distinct()
        .toList();
  }

  /**
   * Ready endpoints per canary revision. The revision is read from the pod's name, which begins
   * with its Deployment's: that costs no watch on pods, and counts a pod that is not known yet.
   */
  static Map<Long, Integer> readyCanaryEndpoints(
      List<Map<String, Object>> slices, String deployment) {
    Pattern canary =
        Pattern.compile(Pattern.quote(Labels.canaries(deployment)) + "([0-9]{1,18})-.*");
    Map<Long, Integer> ready = new HashMap<>();
    for (Map<String, Object> slice : slices) {
      for (Map<String, Object> endpoint : Unstructured.maps(slice, "endpoints")) {
        boolean isReady =
            Unstructured.at(endpoint, "conditions", "ready")
                .filter(Boolean.FALSE::equals)
                .isEmpty();
        Matcher pod = canary.matcher(Unstructured.text(endpoint, "targetRef", "name"));
        if (isReady
            && pod.matches()
            && "Pod".equals(Unstructured.text(endpoint, "targetRef", "kind"))) {
          int addresses = Math.max(1, Unstructured.list(endpoint, "addresses").size());
          ready.merge(Long.parseLong(pod.group(1)), addresses, Integer::sum);
        }
      }
    }
    return Map.copyOf(ready);
  }
}
