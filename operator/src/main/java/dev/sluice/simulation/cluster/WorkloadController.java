package dev.sluice.simulation.cluster;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.Unstructured;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.WorkloadKinds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Kubernetes' controllers of Deployments, ReplicaSets and pods: a rolling update with one pod more
 * than wanted and none less, a paused Deployment that heals and scales what it has.
 */
public final class WorkloadController {
  private static final int SURGE = 1;

  /** Kubernetes' default of {@code progressDeadlineSeconds}. */
  private static final Duration DEADLINE = Duration.ofMinutes(10);

  private final ObjectStore store;
  private final Map<ObjectKey, Map<String, SimulatedReplicaSet>> sets;
  private final Map<ObjectKey, Instant> progressed;

  /** By the identity of templates, which never change. */
  private final IdentityHashMap<Map<String, Object>, String> hashes = new IdentityHashMap<>();

  private final Function<SimulatedPod, Instant> readiness;
  private long seenVersion = -1;
  private Instant nextMove = Instant.MIN;

  /**
   * A controller of all Deployments of the store.
   *
   * @param readiness when a pod that starts now becomes ready
   */
  public WorkloadController(ObjectStore store, Function<SimulatedPod, Instant> readiness) {
    this.store = store;
    this.sets = new LinkedHashMap<>();
    this.progressed = new LinkedHashMap<>();
    this.readiness = readiness;
  }

  /** An independent copy over a copy of the store. */
  public WorkloadController(WorkloadController from, ObjectStore store) {
    this(store, from.readiness);
    from.sets.forEach(
        (key, own) -> {
          Map<String, SimulatedReplicaSet> copies = new LinkedHashMap<>();
          own.forEach((hash, set) -> copies.put(hash, new SimulatedReplicaSet(set)));
          sets.put(key, copies);
        });
    progressed.putAll(from.progressed);
  }

  /** The ReplicaSets of a Deployment. */
  public List<Map<String, Object>> replicaSets(ObjectKey deployment, Instant now) {
    return sets(deployment).stream().map(set -> set.object(now)).toList();
  }

  /** All pods. */
  public List<SimulatedPod> pods() {
    List<SimulatedPod> pods = new ArrayList<>();
    sets.values().forEach(own -> own.values().forEach(set -> pods.addAll(set.pods())));
    return pods;
  }

  /** Takes pods away; the controllers start others. Returns how many went. */
  public int remove(Collection<SimulatedPod> gone) {
    seenVersion = -1;
    int before = pods().size();
    sets.values().forEach(own -> own.values().forEach(set -> set.pods().removeAll(gone)));
    return before - pods().size();
  }

  /** Sets when pods that run already are ready again, for example after a crash. */
  public void readyAt(Collection<SimulatedPod> pods, Instant time) {
    seenVersion = -1;
    sets.values()
        .forEach(
            own ->
                own.values()
                    .forEach(
                        set ->
                            set.pods()
                                .replaceAll(pod -> pods.contains(pod) ? pod.readyAt(time) : pod)));
  }

  private Collection<SimulatedReplicaSet> sets(ObjectKey deployment) {
    return sets.getOrDefault(deployment, Map.of()).values();
  }

  /** When something happens without a write; empty if nothing does. */
  public Optional<Instant> next(Instant now) {
    Instant next = null;
    for (Map.Entry<ObjectKey, Map<String, SimulatedReplicaSet>> entry : sets.entrySet()) {
      boolean waits = false;
      for (SimulatedReplicaSet set : entry.getValue().values()) {
        for (SimulatedPod pod : set.pods()) {
          if (pod.readyAt().isAfter(now)) {
            waits = true;
            next = earlier(next, pod.readyAt());
          }
        }
      }
      Instant deadline = progressed.get(entry.getKey()).plus(DEADLINE);
      if (waits && deadline.isAfter(now)) {
        next = earlier(next, deadline);
      }
    }
    return Optional.ofNullable(next).filter(time -> !time.equals(Instant.MAX));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one == null || other.isBefore(one) ? other : one;
  }

  /** Does all that there is to do at this time. Returns whether there was something. */
  public boolean advance(Instant now) {
    if (seenVersion == store.version() && now.isBefore(nextMove)) {
      return false;
    }
    if (seenVersion != store.version()) {
      List<ObjectKey> keys =
          store.list(WorkloadKinds.DEPLOYMENT).stream().map(WorkloadController::key).toList();
      sets.keySet().removeIf(key -> !keys.contains(key));
      progressed.keySet().retainAll(sets.keySet());
      for (ObjectKey key : keys) {
        sets.computeIfAbsent(key, none -> new LinkedHashMap<>());
        progressed.putIfAbsent(key, now);
      }
    }
    for (ObjectKey key : List.copyOf(sets.keySet())) {
      advance(key, now);
    }
    seenVersion = store.version();
    nextMove = next(now).orElse(Instant.MAX);
    return true;
  }

  private static ObjectKey key(Map<String, Object> deployment) {
    return new ObjectKey(
        WorkloadKinds.DEPLOYMENT,
        Unstructured.text(deployment, "metadata", "namespace"),
        Unstructured.text(deployment, "metadata", "name"));
  }

  private void advance(ObjectKey key, Instant now) {
    DeploymentView view = new DeploymentView(store.get(key).orElseThrow());
    Map<String, SimulatedReplicaSet> own = sets.get(key);
    String hash = hashes.computeIfAbsent(view.template(), WorkloadController::hash);
    boolean moved;
    do {
      if (!view.paused()) {
        own.computeIfAbsent(
            hash, none -> new SimulatedReplicaSet(view.name(), hash, view.template()));
        roll(own, hash, view.replicas(), now);
      } else {
        scale(own, hash, view.replicas());
      }
      moved = false;
      for (SimulatedReplicaSet set : own.values()) {
        moved |= set.fill(now, readiness);
      }
      if (moved) {
        progressed.put(key, now);
      }
    } while (moved);
    store.putStatus(key, status(view, own, hash, now, progressed.get(key)));
  }

  /** What Kubernetes calls a template. */
  private static String hash(Map<String, Object> template) {
    return "h" + Integer.toHexString(template.hashCode());
  }

  private static void roll(
      Map<String, SimulatedReplicaSet> own, String hash, int replicas, Instant now) {
    SimulatedReplicaSet newest = own.get(hash);
    int all = own.values().stream().mapToInt(SimulatedReplicaSet::wanted).sum();
    if (newest.wanted() > replicas) {
      newest.scale(replicas);
    } else {
      int room = replicas + SURGE - all;
      newest.scale(Math.min(replicas, newest.wanted() + Math.max(0, room)));
    }
    int ready = own.values().stream().mapToInt(set -> set.ready(now)).sum();
    int spare = ready - replicas;
    for (SimulatedReplicaSet old : own.values()) {
      if (old != newest && old.wanted() > 0) {
        int broken = Math.max(0, old.wanted() - old.ready(now));
        int gone = Math.min(old.wanted(), broken + Math.max(0, spare));
        spare -= Math.max(0, gone - broken);
        old.scale(old.wanted() - gone);
      }
    }
  }

  /** Paused: the only ReplicaSet with pods, or the one that would grow from 0, is scaled. */
  private static void scale(Map<String, SimulatedReplicaSet> own, String hash, int replicas) {
    List<SimulatedReplicaSet> populated =
        own.values().stream().filter(set -> set.wanted() > 0).toList();
    int all = populated.stream().mapToInt(SimulatedReplicaSet::wanted).sum();
    if (populated.isEmpty()) {
      SimulatedReplicaSet grows = own.get(hash);
      for (SimulatedReplicaSet set : own.values()) {
        grows = own.containsKey(hash) ? own.get(hash) : set;
      }
      if (grows != null) {
        grows.scale(replicas);
      }
    } else if (populated.size() == 1) {
      populated.get(0).scale(replicas);
    } else if (all > replicas + SURGE || all < replicas) {
      int target = all < replicas ? replicas : replicas + SURGE;
      SimulatedReplicaSet largest =
          populated.stream()
              .max(Comparator.comparingInt(SimulatedReplicaSet::wanted))
              .orElseThrow();
      largest.scale(largest.wanted() + target - all);
    }
  }

  private static Map<String, Object> status(
      DeploymentView view,
      Map<String, SimulatedReplicaSet> own,
      String hash,
      Instant now,
      Instant progressed) {
    int all = own.values().stream().mapToInt(set -> set.pods().size()).sum();
    int ready = own.values().stream().mapToInt(set -> set.ready(now)).sum();
    int updated = own.containsKey(hash) ? own.get(hash).pods().size() : 0;
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("observedGeneration", view.generation());
    status.put("replicas", all);
    status.put("updatedReplicas", updated);
    status.put("readyReplicas", ready);
    status.put("availableReplicas", ready);
    boolean late = ready < all && !now.isBefore(progressed.plus(DEADLINE));
    if (late && !view.paused()) {
      status.put(
          "conditions",
          List.of(
              Map.of(
                  "type", "Progressing",
                  "status", "False",
                  "reason", "ProgressDeadlineExceeded",
                  "message", view.name() + " has timed out progressing.")));
    }
    return status;
  }
}
