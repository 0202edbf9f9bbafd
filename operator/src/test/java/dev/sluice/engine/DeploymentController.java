package dev.sluice.engine;

import dev.sluice.common.Unstructured;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Kubernetes' Deployment controller in a {@link LifecycleWorld}: one pod a tick. */
final class DeploymentController {
  private final LifecycleWorld world;

  DeploymentController(LifecycleWorld world) {
    this.world = world;
  }

  void turn() {
    if (world.deployment != null) {
      roll();
    }
    world.canaries.values().forEach(this::fill);
  }

  private void roll() {
    DeploymentView view = new DeploymentView(world.deployment);
    String current = "h" + Unstructured.text(view.template(), "metadata", "labels", Labels.VERSION);
    if (!view.paused() && !world.podSets.containsKey(current)) {
      world.podSets.put(current, podSet(current, view.template()));
    }
    int replicas = view.replicas();
    boolean ready = !world.broken.contains(current.substring(1));
    List<String> others =
        world.podSets.keySet().stream()
            .filter(hash -> !hash.equals(current) && pods(hash) > 0)
            .toList();
    if (view.paused() && others.isEmpty() && !world.podSets.containsKey(current)) {
      fillYoungest(replicas);
    } else if (!view.paused() || others.isEmpty()) {
      if (world.podSets.containsKey(current) && pods(current) < replicas) {
        resize(current, pods(current) + 1, ready);
      } else if (!others.isEmpty() && ready) {
        resize(others.get(0), pods(others.get(0)) - 1, true);
      } else if (world.podSets.containsKey(current) && pods(current) > replicas) {
        resize(current, replicas, ready);
      }
    } else {
      String only = others.get(others.size() - 1);
      if (others.size() == 1 && pods(current) == 0 && pods(only) != replicas) {
        resize(only, replicas, true);
      }
    }
    int updated = world.podSets.containsKey(current) ? pods(current) : 0;
    int all = world.podSets.keySet().stream().mapToInt(this::pods).sum();
    Map<String, Object> next = new LinkedHashMap<>();
    next.put("observedGeneration", view.generation());
    next.put("replicas", all);
    next.put("updatedReplicas", updated);
    next.put("availableReplicas", ready ? all : all - updated);
    if (!Unstructured.same(world.deployment.get("status"), next)) {
      world.deployment.put("status", next);
      world.touch(world.deployment);
    }
  }

  /** A paused Deployment without pods grows from 0: by the ReplicaSet that is there. */
  private void fillYoungest(int replicas) {
    world.podSets.keySet().stream()
        .reduce((older, younger) -> younger)
        .filter(hash -> pods(hash) < replicas)
        .ifPresent(hash -> resize(hash, pods(hash) + 1, !world.broken.contains(hash.substring(1))));
  }

  private Map<String, Object> podSet(String hash, Map<String, Object> template) {
    Map<String, Object> set = new LinkedHashMap<>();
    set.put(
        "metadata",
        Map.of("name", "users-" + hash, "labels", Map.of(Labels.POD_TEMPLATE_HASH, hash)));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("template", withHash(template, hash));
    set.put("spec", body);
    set.put("status", new LinkedHashMap<>());
    return set;
  }

  private static Map<String, Object> withHash(Map<String, Object> template, String hash) {
    Map<String, Object> labels =
        new LinkedHashMap<>(Unstructured.map(template, "metadata", "labels"));
    labels.put(Labels.POD_TEMPLATE_HASH, hash);
    Map<String, Object> copy = Unstructured.copy(template);
    copy.put("metadata", Map.of("labels", labels));
    return copy;
  }

  int pods(String hash) {
    return (int) Unstructured.number(world.podSets.get(hash), 0, "spec", "replicas");
  }

  private void resize(String hash, int pods, boolean ready) {
    Unstructured.map(world.podSets.get(hash), "spec").put("replicas", pods);
    Unstructured.map(world.podSets.get(hash), "status").put("replicas", pods);
    Unstructured.map(world.podSets.get(hash), "status").put("availableReplicas", ready ? pods : 0);
  }

  private void fill(Map<String, Object> canary) {
    DeploymentView view = new DeploymentView(canary);
    boolean ready =
        !world.broken.contains(
            Unstructured.text(view.template(), "metadata", "labels", Labels.VERSION));
    int had = (int) Unstructured.number(canary, 0, "status", "replicas");
    int pods = had < view.replicas() ? had + 1 : view.replicas();
    Map<String, Object> next = new LinkedHashMap<>();
    next.put("observedGeneration", view.generation());
    next.put("replicas", pods);
    next.put("updatedReplicas", pods);
    next.put("availableReplicas", ready ? pods : 0);
    if (!Unstructured.same(canary.get("status"), next)) {
      canary.put("status", next);
      world.touch(canary);
    }
  }
}
