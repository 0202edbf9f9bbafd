package dev.sluice.workload;

import dev.sluice.common.Unstructured;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ready pods among the endpoints of a Service: those that the mesh sends requests to. A pod's owner
 * is read from its name, which costs no watch on pods, and counts a pod that is not known yet.
 *
 * @param canaries ready pods of each canary, by revision
 * @param replicaSets ready pods of each ReplicaSet of the user's Deployment, by pod-template-hash
 * @param others names of other ready pods, and addresses without a pod, in order
 */
public record ReadyEndpoints(
    Map<Long, Integer> canaries, Map<String, Integer> replicaSets, List<String> others) {
  /** Longest start of a generated name; Kubernetes cuts what is longer and adds five characters. */
  private static final int LONGEST_BASE = 58;

  /** Of a pod-template-hash, with the dashes around it. */
  private static final int LONGEST_HASH = 12;

  public ReadyEndpoints {
    canaries = Map.copyOf(canaries);
    replicaSets = Map.copyOf(replicaSets);
    others = List.copyOf(others);
  }

  /** Without pods of others. */
  public ReadyEndpoints(Map<Long, Integer> canaries, Map<String, Integer> replicaSets) {
    this(canaries, replicaSets, List.of());
  }

  /**
   * Counts each pod once: with two address families, or while endpoints move from slice to slice,
   * it is in several.
   *
   * @param slices EndpointSlices of the Service
   * @param deployment name of the user's Deployment
   * @param sets its ReplicaSets
   */
  public static ReadyEndpoints of(
      List<Map<String, Object>> slices, String deployment, List<ReplicaSetView> sets) {
    Pattern canary =
        Pattern.compile(Pattern.quote(Labels.canaries(deployment)) + "([0-9]{1,18})-.*");
    Map<String, String> bases = new HashMap<>();
    sets.forEach(set -> bases.put(set.hash(), base(set.name())));
    Map<Long, Integer> canaries = new HashMap<>();
    Map<String, Integer> replicaSets = new HashMap<>();
    Set<String> others = new TreeSet<>();
    Pattern own = ownPods(deployment);
    for (String pod : readyPods(slices)) {
      Matcher name = canary.matcher(pod);
      List<String> owners =
          bases.entrySet().stream()
              .filter(base -> pod.startsWith(base.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      if (name.matches()) {
        canaries.merge(Long.parseLong(name.group(1)), 1, Integer::sum);
      } else if (owners.isEmpty() && !own.matcher(pod).matches()) {
        others.add(pod);
      } else {
        owners.forEach(hash -> replicaSets.merge(hash, 1, Integer::sum));
      }
    }
    return new ReadyEndpoints(canaries, replicaSets, new ArrayList<>(others));
  }

  /** Names of the Deployment's pods, also of a ReplicaSet that is not known yet. */
  private static Pattern ownPods(String deployment) {
    boolean cut = deployment.length() + LONGEST_HASH >= LONGEST_BASE;
    return Pattern.compile(
        Pattern.quote(deployment) + (cut ? ".*" : "-[a-z0-9]{1,10}-[a-z0-9]{5}"));
  }

  private static String base(String replicaSet) {
    String base = replicaSet + "-";
    return base.length() <= LONGEST_BASE ? base : base.substring(0, LONGEST_BASE);
  }

  /** Names of the pods, or addresses; without a condition an endpoint is ready. */
  private static Set<String> readyPods(List<Map<String, Object>> slices) {
    Set<String> pods = new HashSet<>();
    for (Map<String, Object> slice : slices) {
      for (Map<String, Object> endpoint : Unstructured.maps(slice, "endpoints")) {
        boolean ready =
            Unstructured.at(endpoint, "conditions", "ready")
                .filter(Boolean.FALSE::equals)
                .isEmpty();
        if (ready) {
          pods.add(
              "Pod".equals(Unstructured.text(endpoint, "targetRef", "kind"))
                  ? Unstructured.text(endpoint, "targetRef", "name")
                  : Unstructured.list(endpoint, "addresses").stream()
                      .map(String::valueOf)
                      .collect(Collectors.joining(",")));
        }
      }
    }
    return pods;
  }

  /** Ready pods of the canary of one revision. */
  public int ofCanary(long revision) {
    return canaries.getOrDefault(revision, 0);
  }

  /** Ready pods of all canaries. */
  public int ofCanaries() {
    return canaries.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Ready pods of a ReplicaSet of the user's Deployment. */
  public int of(ReplicaSetView set) {
    return replicaSets.getOrDefault(set.hash(), 0);
  }
}
