package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.ReleaseRef;
import dev.sluice.common.ResourceKind;
import dev.sluice.common.Unstructured;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.Observation.Rival;
import dev.sluice.lifecycle.Observation.Self;
import dev.sluice.lifecycle.Observation.Surroundings;
import dev.sluice.lifecycle.Observation.Workloads;
import dev.sluice.spec.Violation;
import dev.sluice.traffic.ForeignPolicies;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.Mesh;
import dev.sluice.traffic.OwnedObjects;
import dev.sluice.traffic.StoredWrite;
import dev.sluice.workload.AutoscalerView;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.ReadyEndpoints;
import dev.sluice.workload.ReplicaSetView;
import dev.sluice.workload.WorkloadKinds;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Builds the observation of one CanaryRelease, from caches alone and without metrics. */
final class Observer {

  private final InformerCaches caches;
  private final Mesh mesh;
  private final SubsetUserReader subsetUsers;
  private final Supplier<Optional<Violation>> pausePolicy;
  private final String installation;

  /**
   * An observer.
   *
   * @param installation this installation of Sluice; empty without leader election
   */
  Observer(
      InformerCaches caches,
      Mesh mesh,
      Supplier<Optional<Violation>> pausePolicy,
      String installation) {
    this.caches = caches;
    this.mesh = mesh;
    this.subsetUsers = new SubsetUserReader(caches, mesh.gateways());
    this.pausePolicy = pausePolicy;
    this.installation = installation;
  }

  /**
   * Observes.
   *
   * @param writeProblem why the last write was rejected, or empty
   * @param altered last writes that were stored otherwise than they were sent
   * @param podCause why pods that are late are not ready, if that was asked for
   */
  Observation observe(
      CanaryRelease release,
      String writeProblem,
      Map<ObjectKey, StoredWrite> altered,
      Optional<String> podCause) {
    String namespace = release.getMetadata().getNamespace();
    String name = release.getMetadata().getName();
    String deployment = SpecTargets.deployment(release);
    String service = SpecTargets.service(release);
    return new Observation(
        self(release),
        workloads(release, deployment, service),
        owned(namespace, name),
        new Surroundings(
            caches.get(WorkloadKinds.SERVICE, namespace, service),
            foreignRoutes(namespace, name, service),
            foreignPolicies(namespace, name),
            subsetUsers.read(namespace, name, service),
            entries(namespace, name, deployment, service),
            caches
                .releases(namespace, deployment, service)
                .filter(other -> !other.getMetadata().getName().equals(name))
                .map(Observer::rival)
                .distinct()
                .toList(),
            pausePolicy.get()),
        Optional.empty(),
        Optional.empty(),
        writeProblem,
        altered,
        podCause);
  }

  private Workloads workloads(CanaryRelease release, String deployment, String service) {
    String namespace = release.getMetadata().getNamespace();
    List<ReplicaSetView> sets =
        caches.replicaSets(namespace, deployment).stream().map(ReplicaSetView::new).toList();
    return new Workloads(
        caches.get(WorkloadKinds.DEPLOYMENT, namespace, deployment).map(DeploymentView::new),
        sets,
        caches.canaries(namespace, release.getMetadata().getName()).stream()
            .filter(object -> isCanary(object, release.getMetadata().getName(), deployment))
            .map(DeploymentView::new)
            .toList(),
        ReadyEndpoints.of(caches.endpointSlices(namespace, service), deployment, sets),
        caches.autoscalers(namespace, deployment).stream().map(AutoscalerView::new).findFirst());
  }

  private OwnedObjects owned(String namespace, String name) {
    Map<ObjectKey, Map<String, Object>> objects = new HashMap<>();
    for (ResourceKind kind : mesh.kinds().keySet()) {
      caches
          .get(kind, namespace, name)
          .ifPresent(object -> objects.put(new ObjectKey(kind, namespace, name), object));
    }
    return new OwnedObjects(objects);
  }

  private Self self(CanaryRelease release) {
    return new Self(
        new ReleaseRef(
            release.getMetadata().getNamespace(),
            release.getMetadata().getName(),
            installation,
            SpecTargets.deployment(release),
            SpecTargets.service(release)),
        release.getMetadata().getGeneration(),
        Instant.parse(release.getMetadata().getCreationTimestamp()),
        release.getMetadata().getDeletionTimestamp() != null,
        ActionAnnotations.of(release.getMetadata()));
  }

  private static Rival rival(CanaryRelease other) {
    return new Rival(
        other.getMetadata().getName(),
        SpecTargets.deployment(other),
        SpecTargets.service(other),
        Instant.parse(other.getMetadata().getCreationTimestamp()));
  }

  /** Whether it is the canary that its labels say; a copy of one has another name. */
  private static boolean isCanary(Map<String, Object> object, String release, String deployment) {
    DeploymentView view = new DeploymentView(object);
    return ManagedObject.isOwnedBy(object, release)
        && view.name().equals(Labels.canary(deployment, view.revision()));
  }

  /** What may lead to the Service's pods beside its route, from all watched namespaces. */
  private List<Map<String, Object>> entries(
      String namespace, String name, String deployment, String service) {
    Map<String, String> labels =
        caches
            .get(WorkloadKinds.DEPLOYMENT, namespace, deployment)
            .map(users -> new DeploymentView(users).canaryPodLabels())
            .orElse(Map.of());
    return Stream.concat(
            caches.entriesTo(namespace, service), caches.otherServices(namespace, service, labels))
        .filter(object -> !isOwn(object, namespace, name))
        .distinct()
        .sorted(
            Comparator.comparing((Map<String, Object> object) -> Unstructured.text(object, "kind"))
                .thenComparing(object -> Unstructured.text(object, "metadata", "namespace"))
                .thenComparing(object -> Unstructured.text(object, "metadata", "name")))
        .toList();
  }

  private static boolean isOwn(Map<String, Object> object, String namespace, String release) {
    return Unstructured.text(object, "metadata", "namespace").equals(namespace)
        && ManagedObject.isOwnedBy(object, release);
  }

  private ForeignPolicies foreignPolicies(String namespace, String name) {
    return new ForeignPolicies(
        caches.policies(namespace).filter(policy -> !isOwn(policy, namespace, name)).toList(),
        caches.isMeshVisible());
  }

  /** Routes of others that may name the host, from all watched namespaces. */
  private List<Map<String, Object>> foreignRoutes(String namespace, String name, String service) {
    return caches
        .routesOf(namespace, service)
        .filter(route -> !isOwn(route, namespace, name))
        .distinct()
        .toList();
  }
}
