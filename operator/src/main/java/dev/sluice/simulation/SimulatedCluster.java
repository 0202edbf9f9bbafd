package dev.sluice.simulation;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.Unstructured;
import dev.sluice.plan.Change;
import dev.sluice.traffic.Exposure;
import dev.sluice.traffic.OwnedObjects;
import dev.sluice.traffic.istio.IstioMesh;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.ReplicaSetView;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * In-memory API server and controllers, as far as a release needs them. Every write replaces an
 * object, so that observed objects never change.
 */
final class SimulatedCluster {
  private static final int REPLICAS = 4;

  private final SimulatedObjects objects;
  private final String name;
  private final Duration podStart;

  private Map<String, Object> deployment;
  private final Map<String, Map<String, Object>> replicaSets;
  private final Map<String, Map<String, Object>> canaries;
  private final Map<ObjectKey, Map<String, Object>> mesh;
  private final Map<String, Object> service;
  private final Map<String, Instant> readyAt;
  private long resourceVersion;
  private String servedVersion = "";
  private double weight;

  /**
   * A cluster with an available Deployment of version {@code stable}.
   *
   * @param podStart how long pods take to become ready
   */
  SimulatedCluster(
      String namespace, String name, String serviceName, String stable, Duration podStart) {
    this.objects = new SimulatedObjects(namespace, name);
    this.name = name;
    this.podStart = podStart;
    this.replicaSets = new TreeMap<>();
    this.canaries = new TreeMap<>();
    this.mesh = new LinkedHashMap<>();
    this.readyAt = new TreeMap<>();
    this.service = objects.service(serviceName);
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("replicas", REPLICAS);
    spec.put("selector", Map.of("matchLabels", Map.of("app", name)));
    spec.put("template", objects.template(stable));
    Map<String, Object> made = new LinkedHashMap<>();
    made.put("apiVersion", "apps/v1");
    made.put("kind", "Deployment");
    made.put("metadata", Map.of("name", name, "namespace", namespace, "uid", "0"));
    made.put("spec", spec);
    deployment = written(made);
    rollOut();
  }

  /** An independent copy. */
  SimulatedCluster(SimulatedCluster from) {
    this.objects = from.objects;
    this.name = from.name;
    this.podStart = from.podStart;
    this.deployment = from.deployment;
    this.replicaSets = new TreeMap<>(from.replicaSets);
    this.canaries = new TreeMap<>(from.canaries);
    this.mesh = new LinkedHashMap<>(from.mesh);
    this.readyAt = new TreeMap<>(from.readyAt);
    this.service = from.service;
    this.resourceVersion = from.resourceVersion;
    this.servedVersion = from.servedVersion;
    this.weight = from.weight;
  }

  // Observed objects

  Optional<DeploymentView> deployment() {
    return Optional.of(new DeploymentView(deployment));
  }

  List<ReplicaSetView> replicaSets() {
    return replicaSets.values().stream().map(ReplicaSetView::new).toList();
  }

  List<DeploymentView> canaries() {
    return canaries.values().stream().map(DeploymentView::new).toList();
  }

  Map<Long, Integer> readyEndpoints() {
    Map<Long, Integer> ready = new TreeMap<>();
    canaries().forEach(canary -> ready.put(canary.revision(), canary.available()));
    return ready;
  }

  Optional<Map<String, Object>> service() {
    return Optional.of(service);
  }

  OwnedObjects owned() {
    return new OwnedObjects(mesh);
  }

  /** Time when starting pods become ready; empty if none are starting. */
  Optional<Instant> nextReadyAt() {
    return readyAt.values().stream().min(Instant::compareTo);
  }

  /** Share of the requests that go to the canary, 0 to 1. */
  double weight() {
    return weight;
  }

  /** Version of the Deployment's pods that receive the other requests. */
  String servedVersion() {
    return servedVersion;
  }

  private void readRoutes() {
    String hash =
        mesh.values().stream()
            .flatMap(rule -> Unstructured.maps(rule, "spec", "subsets").stream())
            .filter(subset -> !Labels.CANARY.equals(subset.get("name")))
            .map(subset -> Unstructured.text(subset, "labels", Labels.POD_TEMPLATE_HASH))
            .findFirst()
            .orElse("");
    servedVersion =
        replicaSets().stream()
            .filter(set -> hash.isEmpty() ? set.populated() : hash.equals(set.hash()))
            .map(set -> Unstructured.text(set.template(), "metadata", "labels", Labels.VERSION))
            .findFirst()
            .orElse("");
    weight = IstioMesh.INSTANCE.router().observe(owned()).orElse(Exposure.NONE).weight() / 100.0;
  }

  // User actions

  /** Applies a new version; the admission policy pauses the Deployment in the same write. */
  void release(String version) {
    Map<String, Object> spec = new LinkedHashMap<>(Unstructured.map(deployment, "spec"));
    spec.put("template", objects.template(version));
    spec.put("paused", true);
    Map<String, Object> next = new LinkedHashMap<>(deployment);
    next.put("spec", spec);
    deployment = written(next);
    rollOut();
  }

  // The API server

  /** Applies a change, as the API server would. */
  void apply(Change change, Instant now) {
    change.accept(new ChangeApplier(now));
  }

  private final class ChangeApplier implements Change.Writer<Void> {
    private final Instant now;

    ChangeApplier(Instant now) {
      this.now = now;
    }

    @Override
    public Void apply(Change.Apply apply) {
      Map<String, Object> existing = mesh.get(apply.target());
      Map<String, Object> metadata =
          new LinkedHashMap<>(Unstructured.map(apply.object(), "metadata"));
      metadata.put(
          "creationTimestamp",
          existing == null
              ? now.toString()
              : Unstructured.text(existing, "metadata", "creationTimestamp"));
      Map<String, Object> object = new LinkedHashMap<>(apply.object());
      object.put("metadata", metadata);
      mesh.put(apply.target(), written(object));
      readRoutes();
      return null;
    }

    @Override
    public Void create(Change.Create create) {
      Map<String, Object> metadata =
          new LinkedHashMap<>(Unstructured.map(create.object(), "metadata"));
      metadata.put("uid", create.target().name());
      Map<String, Object> object = new LinkedHashMap<>(create.object());
      object.put("metadata", metadata);
      updateCanary(create.target().name(), written(object), now);
      return null;
    }

    @Override
    public Void patch(Change.Patch patch) {
      String canary = patch.target().name();
      if (canary.equals(name)) {
        deployment = written(SimulatedObjects.merged(deployment, patch.patch()));
        updateDeployment(now);
      } else {
        updateCanary(
            canary, written(SimulatedObjects.merged(canaries.get(canary), patch.patch())), now);
      }
      return null;
    }

    @Override
    public Void delete(Change.Delete delete) {
      canaries.remove(delete.target().name());
      readyAt.remove(delete.target().name());
      if (mesh.remove(delete.target()) != null) {
        readRoutes();
      }
      return null;
    }
  }

  /** The object as it is stored, with a new generation and resource version. */
  private Map<String, Object> written(Map<String, Object> object) {
    Map<String, Object> metadata = new LinkedHashMap<>(Unstructured.map(object, "metadata"));
    metadata.put("generation", Unstructured.number(object, 0, "metadata", "generation") + 1);
    metadata.put("resourceVersion", Long.toString(++resourceVersion));
    Map<String, Object> stored = new LinkedHashMap<>(object);
    stored.put("metadata", metadata);
    return stored;
  }

  // The controllers

  /** Marks pods as ready whose start time has passed. */
  void settle(Instant now) {
    List<String> done =
        readyAt.entrySet().stream()
            .filter(start -> !start.getValue().isAfter(now))
            .map(Map.Entry::getKey)
            .toList();
    for (String workload : done) {
      readyAt.remove(workload);
      if (workload.equals(name)) {
        rollOut();
      } else {
        fill(workload);
      }
    }
  }

  private void updateDeployment(Instant now) {
    DeploymentView view = new DeploymentView(deployment);
    boolean rolls = !view.paused() && !replicaSets.containsKey(SimulatedObjects.hash(view));
    if (rolls && !podStart.isZero()) {
      readyAt.put(name, now.plus(podStart));
    } else {
      rollOut();
    }
  }

  private void updateCanary(String canary, Map<String, Object> object, Instant now) {
    Map<String, Object> before = canaries.get(canary);
    canaries.put(canary, object);
    boolean grows =
        before == null
            || new DeploymentView(object).replicas() > new DeploymentView(before).replicas();
    if (grows && !podStart.isZero()) {
      readyAt.put(canary, now.plus(podStart));
    } else {
      fill(canary);
    }
  }

  private void fill(String canary) {
    int replicas = new DeploymentView(canaries.get(canary)).replicas();
    canaries.put(
        canary,
        SimulatedObjects.withStatus(canaries.get(canary), replicas, replicas, ++resourceVersion));
  }

  /** Rolls out the template, unless the Deployment is paused. */
  private void rollOut() {
    DeploymentView view = new DeploymentView(deployment);
    String hash = SimulatedObjects.hash(view);
    if (!view.paused()) {
      replicaSets.replaceAll(
          (other, set) -> objects.replicaSet(other, new ReplicaSetView(set).template(), 0));
      replicaSets.put(hash, objects.replicaSet(hash, view.template(), view.replicas()));
    }
    deployment =
        SimulatedObjects.withStatus(
            deployment,
            view.replicas(),
            replicaSets.containsKey(hash) ? view.replicas() : 0,
            ++resourceVersion);
    readRoutes();
  }
}
