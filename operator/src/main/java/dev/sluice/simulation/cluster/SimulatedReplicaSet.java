package dev.sluice.simulation.cluster;

import dev.sluice.common.Unstructured;
import dev.sluice.workload.Labels;
import dev.sluice.workload.PodTemplates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A ReplicaSet and its pods. */
final class SimulatedReplicaSet {
  private final String deployment;
  private final String hash;
  private final Map<String, Object> template;
  private final Map<String, String> podLabels;
  private final String version;
  private final List<SimulatedPod> pods;
  private int wanted;
  private int started;
  private Map<String, Object> object;
  private int shownPods = -1;
  private int shownReady = -1;
  private int shownWanted = -1;

  SimulatedReplicaSet(String deployment, String hash, Map<String, Object> template) {
    this.deployment = deployment;
    this.hash = hash;
    Map<String, Object> labels =
        new LinkedHashMap<>(Unstructured.map(template, "metadata", "labels"));
    labels.put(Labels.POD_TEMPLATE_HASH, hash);
    Map<String, Object> own = new LinkedHashMap<>(template);
    own.put("metadata", withLabels(Unstructured.map(template, "metadata"), labels));
    this.template = own;
    this.podLabels = new HashMap<>(Unstructured.texts(own, "metadata", "labels"));
    this.version = PodTemplates.version(template);
    this.pods = new ArrayList<>();
  }

  private static Map<String, Object> withLabels(
      Map<String, Object> metadata, Map<String, Object> labels) {
    Map<String, Object> own = new LinkedHashMap<>(metadata);
    own.put("labels", labels);
    return own;
  }

  /** An independent copy. */
  SimulatedReplicaSet(SimulatedReplicaSet from) {
    this.deployment = from.deployment;
    this.hash = from.hash;
    this.template = from.template;
    this.podLabels = from.podLabels;
    this.version = from.version;
    this.pods = new ArrayList<>(from.pods);
    this.wanted = from.wanted;
    this.started = from.started;
  }

  String hash() {
    return hash;
  }

  String version() {
    return version;
  }

  List<SimulatedPod> pods() {
    return pods;
  }

  int wanted() {
    return wanted;
  }

  void scale(int replicas) {
    wanted = Math.max(0, replicas);
  }

  int ready(Instant now) {
    int ready = 0;
    for (SimulatedPod pod : pods) {
      ready += pod.isReady(now) ? 1 : 0;
    }
    return ready;
  }

  /** Starts or stops pods, those that are not ready first. Returns whether there was something. */
  boolean fill(Instant now, Function<SimulatedPod, Instant> readiness) {
    if (pods.size() == wanted) {
      return false;
    }
    while (pods.size() < wanted) {
      String name = deployment + "-" + hash + "-" + ++started;
      SimulatedPod pod = new SimulatedPod(name, deployment, podLabels, version, now, now);
      pods.add(pod.readyAt(readiness.apply(pod)));
    }
    if (pods.size() > wanted) {
      pods.sort(Comparator.comparing(SimulatedPod::readyAt));
      pods.subList(wanted, pods.size()).clear();
    }
    return true;
  }

  /** The object as it is now. */
  Map<String, Object> object(Instant now) {
    int ready = ready(now);
    if (shownPods != pods.size() || shownReady != ready || shownWanted != wanted) {
      shownPods = pods.size();
      shownReady = ready;
      shownWanted = wanted;
      object =
          Map.of(
              "metadata",
                  Map.of(
                      "name",
                      deployment + "-" + hash,
                      "labels",
                      Map.of(Labels.POD_TEMPLATE_HASH, hash)),
              "spec", Map.of("replicas", wanted, "template", template),
              "status",
                  Map.of(
                      "replicas", pods.size(), "readyReplicas", ready, "availableReplicas", ready));
    }
    return object;
  }
}
