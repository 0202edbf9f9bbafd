package dev.sluice.world;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.Unstructured;
import dev.sluice.simulation.cluster.MergePatch;
import dev.sluice.simulation.cluster.SimulatedPod;
import dev.sluice.simulation.cluster.UserManifests;
import dev.sluice.workload.AutoscalerView;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.WorkloadKinds;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A HorizontalPodAutoscaler with a target of type Utilization, which counts all ready pods that the
 * Deployment's selector finds, canaries too. With a minimum of 0 it is one that turns an idle
 * Deployment off, as KEDA does.
 */
final class SimulatedAutoscaler {
  private static final ObjectKey KEY =
      new ObjectKey(WorkloadKinds.AUTOSCALER, StoredRelease.NAMESPACE, StoredRelease.NAME);
  private static final Duration PERIOD = Duration.ofSeconds(15);

  private final World world;

  /** Pods that are busy to the target, all together. */
  private int load = 2;

  /** What an idle pod uses, as a percentage of the target. */
  private int idle;

  private boolean running;

  SimulatedAutoscaler(World world) {
    this.world = world;
  }

  /** Scales the Deployment from now on. */
  void start(int min, int max) {
    Map<String, Object> target = Map.of("kind", "Deployment", "name", StoredRelease.NAME);
    put(
        Map.of("scaleTargetRef", target, "minReplicas", min, "maxReplicas", max),
        world.cluster().deployment().map(DeploymentView::replicas).orElse(0));
    if (!running) {
      running = true;
      world.after(PERIOD, this::scale);
    }
  }

  void stop() {
    world.cluster().store().remove(KEY);
  }

  void load(int pods, int idlePercent) {
    load = pods;
    idle = idlePercent;
  }

  /** The load is what the lives end with. */
  void heal() {
    load(3, 0);
  }

  private Optional<AutoscalerView> object() {
    return world.cluster().store().get(KEY).map(AutoscalerView::new);
  }

  private void put(Map<String, Object> spec, int desired) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("metadata", Map.of("namespace", KEY.namespace(), "name", KEY.name()));
    object.put("spec", spec);
    Map<String, Object> status = Map.of("desiredReplicas", desired);
    object.put("status", status);
    world.cluster().store().put(KEY, object, world.now());
    // An object whose spec is the same is not stored again, as by the API server.
    world.cluster().store().putStatus(KEY, status);
  }

  private void scale() {
    running = object().isPresent();
    if (!running) {
      return;
    }
    world.after(PERIOD, this::scale);
    AutoscalerView autoscaler = object().get();
    Optional<DeploymentView> deployment = world.cluster().deployment();
    if (deployment.isPresent()) {
      int now = deployment.get().replicas();
      int desired = desired(autoscaler, now);
      if (desired != now) {
        world.tell("world:  the autoscaler wants " + desired + " pods");
        world
            .cluster()
            .edit(
                before -> MergePatch.apply(before, UserManifests.spec("replicas", desired)),
                world.now());
      }
      put(Unstructured.map(autoscaler.object(), "spec"), desired);
    }
  }

  /** As Kubernetes computes it from the average over all ready pods, no more than twice as many. */
  private int desired(AutoscalerView autoscaler, int now) {
    long ready = world.cluster().controller().pods().stream().filter(this::isReady).count();
    boolean off = autoscaler.minReplicas() == 0 && load == 0;
    int busy = load + (int) Math.ceil(ready * idle / 100.0);
    int raised = Math.min(busy, Math.max(4, 2 * now));
    int least = Math.max(1, autoscaler.minReplicas());
    return off ? 0 : Math.max(least, Math.min(autoscaler.maxReplicas(), raised));
  }

  private boolean isReady(SimulatedPod pod) {
    return pod.isReady(world.now());
  }
}
