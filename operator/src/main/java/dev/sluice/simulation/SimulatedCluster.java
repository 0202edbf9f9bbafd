package dev.sluice.simulation;

import dev.sluice.common.Unstructured;
import dev.sluice.plan.Change;
import dev.sluice.traffic.istio.IstioObjects;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.ReplicaSetView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The API server and the controllers behind it, as far as a release meets them. Every write puts a
 * new object in the place of the old one: what was observed never changes.
 */
final class SimulatedCluster {
  private static final int REPLICAS = 4;

  private final String namespace;
  private final String name;
  private final Duration start;

  private Map<String, Object> deployment;
  private final Map<String, Map<String, Object>> podSets;
  private final Map<String, Map<String, Object>> canaries;
  private final Map<String, Map<String, Object>> mesh;
  private final Map<String, Object> service;
  private final Map<String, Instant> busy;
  private long versions;
  private String served = "";
  private double weight;

  /**
   * A Deployment that runs version {@code stable}, complete.
   *
   * @param start how long pods take to become ready
   */
  SimulatedCluster(
      String namespace, String name, String serviceName, String stable, Duration start) {
    this.namespace = namespace;
    this.name = name;
    this.start = start;
    this.podSets = new TreeMap<>();
    this.canaries = new TreeMap<>();
    this.mesh = new TreeMap<>();
    this.busy = new TreeMap<>();
    this.service = service(serviceName);
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("replicas", REPLICAS);
    spec.put("selector", Map.of("matchLabels", Map.of("app", name)));
    spec.put("template", template(stable));
    Map<String, Object> made = new LinkedHashMap<>();
    made.put("apiVersion", "apps/v1");
    made.put("kind", "Deployment");
    made.put("metadata", Map.of("name", name, "namespace", namespace, "uid", "0"));
    made.put("spec", spec);
    deployment = written(made);
    rolled();
  }

  /** The same cluster, to go another way from here. */
  SimulatedCluster(SimulatedCluster from) {
    this.namespace = from.namespace;
    this.name = from.name;
    this.start = from.start;
    this.deployment = from.deployment;
    this.podSets = new TreeMap<>(from.podSets);
    this.canaries = new TreeMap<>(from.canaries);
    this.mesh = new TreeMap<>(from.mesh);
    this.busy = new TreeMap<>(from.busy);
    this.service = from.service;
    this.versions = from.versions;
    this.served = from.served;
    this.weight = from.weight;
  }

  private Map<String, Object> service(String serviceName) {
    return Map.of(
        "metadata", Map.of("name", serviceName, "namespace", namespace),
        "spec",
            Map.of(
                "selector", Map.of("app", name),
                "ports", List.of(Map.of("name", "http", "port", 80))));
  }

  private Map<String, Object> template(String version) {
    return Map.of(
        "metadata", Map.of("labels", Map.of("app", name, Labels.VERSION, version)),
        "spec", Map.of("containers", List.of(Map.of("name", "app", "image", "app:" + version))));
  }

  // What is seen

  Optional<DeploymentView> deployment() {
    return Optional.of(new DeploymentView(deployment));
  }

  List<ReplicaSetView> podSets() {
    return podSets.values().stream().map(ReplicaSetView::new).toList();
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

  Optional<Map<String, Object>> mesh(String kind) {
    return Optional.ofNullable(mesh.get(kind));
  }

  /** When pods become ready, if some are starting. */
  Optional<Instant> next() {
    return busy.values().stream().min(Instant::compareTo);
  }

  /** Share of the requests that the canary gets, 0 to 1. */
  double weight() {
    return weight;
  }

  /** Version of the Deployment's pods that get its requests. */
  String servedVersion() {
    return served;
  }

  private void routed() {
    String hash =
        mesh(IstioObjects.DESTINATION_RULE).stream()
            .flatMap(rule -> Unstructured.maps(rule, "spec", "subsets").stream())
            .filter(subset -> !Labels.CANARY.equals(subset.get("name")))
            .map(subset -> Unstructured.text(subset, "labels", Labels.POD_TEMPLATE_HASH))
            .findFirst()
            .orElse("");
    served =
        podSets().stream()
            .filter(set -> hash.isEmpty() ? set.populated() : hash.equals(set.hash()))
            .map(set -> Unstructured.text(set.template(), "metadata", "labels", Labels.VERSION))
            .findFirst()
            .orElse("");
    weight =
        mesh(IstioObjects.VIRTUAL_SERVICE)
            .map(routes -> Unstructured.maps(routes, "spec", "http").get(0))
            .map(route -> Unstructured.maps(route, "route").get(1))
            .map(canary -> Unstructured.number(canary, 0, "weight") / 100.0)
            .orElse(0.0);
  }

  // What people do

  /** Somebody writes a new version; the admission policy pauses in the same write. */
  void release(String version) {
    Map<String, Object> spec = new LinkedHashMap<>(Unstructured.map(deployment, "spec"));
    spec.put("template", template(version));
    spec.put("paused", true);
    Map<String, Object> next = new LinkedHashMap<>(deployment);
    next.put("spec", spec);
    deployment = written(next);
    rolled();
  }

  // The API server

  void apply(Change change, Instant now) {
    if (change instanceof Change.Apply apply) {
      Map<String, Object> there = mesh.get(apply.target().kind());
      Map<String, Object> metadata =
          new LinkedHashMap<>(Unstructured.map(apply.object(), "metadata"));
      metadata.put(
          "creationTimestamp",
          there == null
              ? now.toString()
              : Unstructured.text(there, "metadata", "creationTimestamp"));
      Map<String, Object> object = new LinkedHashMap<>(apply.object());
      object.put("metadata", metadata);
      mesh.put(apply.target().kind(), written(object));
      routed();
    } else if (change instanceof Change.Create create) {
      Map<String, Object> metadata =
          new LinkedHashMap<>(Unstructured.map(create.object(), "metadata"));
      metadata.put("uid", create.target().name());
      Map<String, Object> object = new LinkedHashMap<>(create.object());
      object.put("metadata", metadata);
      canary(create.target().name(), written(object), now);
    } else if (change instanceof Change.Patch patch) {
      if (patch.target().name().equals(name)) {
        deployment = written(merged(deployment, patch.patch()));
        deployed(now);
      } else {
        String which = patch.target().name();
        canary(which, written(merged(canaries.get(which), patch.patch())), now);
      }
    } else if (change instanceof Change.Delete delete) {
      canaries.remove(delete.target().name());
      busy.remove(delete.target().name());
      if (!delete.target().kind().equals("Deployment")) {
        mesh.remove(delete.target().kind());
        routed();
      }
    }
  }

  /** The object as it is stored: of a new generation and resource version. */
  private Map<String, Object> written(Map<String, Object> object) {
    Map<String, Object> metadata = new LinkedHashMap<>(Unstructured.map(object, "metadata"));
    metadata.put("generation", Unstructured.number(object, 0, "metadata", "generation") + 1);
    metadata.put("resourceVersion", Long.toString(++versions));
    Map<String, Object> stored = new LinkedHashMap<>(object);
    stored.put("metadata", metadata);
    return stored;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> merged(Map<String, Object> object, Map<String, Object> patch) {
    Map<String, Object> merged = new LinkedHashMap<>(object);
    patch.forEach(
        (key, value) -> {
          if (value == null) {
            merged.remove(key);
          } else if (value instanceof Map<?, ?> map) {
            merged.put(key, merged(Unstructured.map(object, key), (Map<String, Object>) map));
          } else {
            merged.put(key, value);
          }
        });
    return merged;
  }

  // The controllers

  /** Pods that have had their time are ready. */
  void settle(Instant now) {
    List<String> done = new ArrayList<>();
    busy.forEach(
        (workload, ready) -> {
          if (!ready.isAfter(now)) {
            done.add(workload);
          }
        });
    for (String workload : done) {
      busy.remove(workload);
      if (workload.equals(name)) {
        rolled();
      } else {
        filled(workload);
      }
    }
  }

  private void deployed(Instant now) {
    DeploymentView users = new DeploymentView(deployment);
    boolean rolls = !users.paused() && !podSets.containsKey(hash(users));
    if (rolls && !start.isZero()) {
      busy.put(name, now.plus(start));
    } else {
      rolled();
    }
  }

  private void canary(String which, Map<String, Object> object, Instant now) {
    Map<String, Object> before = canaries.get(which);
    canaries.put(which, object);
    boolean grows =
        before == null
            || new DeploymentView(object).replicas() > new DeploymentView(before).replicas();
    if (grows && !start.isZero()) {
      busy.put(which, now.plus(start));
    } else {
      filled(which);
    }
  }

  private void filled(String which) {
    int replicas = new DeploymentView(canaries.get(which)).replicas();
    canaries.put(which, status(canaries.get(which), replicas, replicas));
  }

  /** Unpaused, the Deployment has all pods of its template and no others. */
  private void rolled() {
    DeploymentView users = new DeploymentView(deployment);
    String hash = hash(users);
    if (!users.paused()) {
      podSets.replaceAll((other, set) -> podSet(other, new ReplicaSetView(set).template(), 0));
      podSets.put(hash, podSet(hash, users.template(), users.replicas()));
    }
    deployment =
        status(deployment, users.replicas(), podSets.containsKey(hash) ? users.replicas() : 0);
    routed();
  }

  private static String hash(DeploymentView users) {
    return "h" + Unstructured.text(users.template(), "metadata", "labels", Labels.VERSION);
  }

  private Map<String, Object> status(Map<String, Object> workload, int replicas, int updated) {
    Map<String, Object> status =
        Map.of(
            "observedGeneration", new DeploymentView(workload).generation(),
            "replicas", replicas,
            "updatedReplicas", updated,
            "availableReplicas", replicas);
    Map<String, Object> metadata = new LinkedHashMap<>(Unstructured.map(workload, "metadata"));
    metadata.put("resourceVersion", Long.toString(++versions));
    Map<String, Object> next = new LinkedHashMap<>(workload);
    next.put("metadata", metadata);
    next.put("status", status);
    return next;
  }

  private Map<String, Object> podSet(String hash, Map<String, Object> template, int replicas) {
    Map<String, Object> labels =
        new LinkedHashMap<>(Unstructured.map(template, "metadata", "labels"));
    labels.put(Labels.POD_TEMPLATE_HASH, hash);
    Map<String, Object> own = new LinkedHashMap<>(template);
    own.put("metadata", Map.of("labels", labels));
    return Map.of(
        "metadata",
            Map.of("name", name + "-" + hash, "labels", Map.of(Labels.POD_TEMPLATE_HASH, hash)),
        "spec", Map.of("replicas", replicas, "template", own),
        "status", Map.of("replicas", replicas, "availableReplicas", replicas));
  }
}
