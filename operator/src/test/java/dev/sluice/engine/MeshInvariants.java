package dev.sluice.engine;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.Unstructured;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.traffic.Exposure;
import dev.sluice.traffic.OwnedObjects;
import dev.sluice.traffic.istio.IstioMesh;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** What must hold in the mesh of a {@link LifecycleWorld} after every write and every tick. */
final class MeshInvariants {
  private static final Duration PROPAGATION = Duration.ofSeconds(2);

  /** Time in which requests follow a Deployment that was created again: a turn or two. */
  private static final Duration FOLLOWED_WITHIN = Duration.ofSeconds(1).plus(PROPAGATION);

  private final LifecycleWorld world;
  private boolean excuses;
  private Instant excusedUntil = Instant.MIN;
  private Instant subsetsCreated = Instant.MIN;
  private Map<String, String> oldStable = Map.of();
  private Instant subsetsMoved = Instant.MIN;

  MeshInvariants(LifecycleWorld world) {
    this.world = world;
  }

  /** An object is created, or replaces {@code before}. */
  void written(Map<String, Object> before, Map<String, Object> after) {
    boolean rule = after.get("kind").equals("DestinationRule");
    if (rule && before == null) {
      subsetsCreated = world.now;
    } else if (rule && !subset(before, "stable").equals(subset(after, "stable"))) {
      oldStable = subset(before, "stable");
      subsetsMoved = world.now;
    }
    if (after.get("kind").equals("VirtualService")) {
      if (before == null && world.now.isBefore(subsetsCreated.plus(PROPAGATION))) {
        throw new AssertionError("routed before the subsets were known");
      }
      if (before == null || weight(before) != weight(after)) {
        world.weights.add(weight(after));
      }
    }
  }

  /** An object is about to go. */
  void deleted(ObjectKey key) {
    if (key.kind().kind().equals("DestinationRule") && world.object("VirtualService") != null) {
      throw new AssertionError("the DestinationRule goes before the VirtualService");
    }
  }

  /**
   * From now on a Deployment of which less than half of the pods are ready excuses lost requests,
   * and for a moment after that: Kubernetes alone would lose them too.
   */
  void excuseStarting() {
    excuses = true;
  }

  private boolean isExcused() {
    DeploymentView users = world.users();
    if (users.replicas() == 0 || (excuses && users.available() * 2 < users.replicas())) {
      excusedUntil = world.now.plus(FOLLOWED_WITHIN);
    }
    return !world.now.isAfter(excusedUntil);
  }

  void check() {
    Map<String, Object> rule = world.object("DestinationRule");
    if (world.object("VirtualService") == null) {
      return;
    }
    if (rule == null) {
      throw new AssertionError("a route without subsets");
    }
    int weight = weight();
    boolean adopting = world.state().stage().in(Section.ADOPTION);
    if (weight > 0 && ready(subset(rule, "canary")) == 0 && !adopting) {
      throw new AssertionError(weight + "% of requests on no pod; " + world.state().stage());
    }
    if (weight < 100 && !isExcused()) {
      stable(subset(rule, "stable"), 100 - weight);
    }
  }

  private void stable(Map<String, String> stable, int share) {
    boolean moving = world.now.isBefore(subsetsMoved.plus(PROPAGATION));
    if (ready(stable) == 0 || (moving && !oldStable.isEmpty() && ready(oldStable) == 0)) {
      throw new AssertionError("no stable pod for " + share + "% of requests");
    }
    boolean canaryReady =
        world.canaries.values().stream().anyMatch(c -> new DeploymentView(c).available() > 0);
    if (stable.isEmpty() && canaryReady) {
      throw new AssertionError(
          "requests to the whole Service reach a canary, at " + world.state().stage());
    }
  }

  int weight() {
    return IstioMesh.INSTANCE
        .router()
        .observe(new OwnedObjects(world.mesh))
        .orElse(Exposure.NONE)
        .weight();
  }

  private static int weight(Map<String, Object> virtualService) {
    ObjectKey key =
        IstioMesh.INSTANCE.kinds().keySet().stream()
            .filter(kind -> kind.kind().equals("VirtualService"))
            .map(kind -> new ObjectKey(kind, LifecycleWorld.NAMESPACE, "users"))
            .findFirst()
            .orElseThrow();
    return IstioMesh.INSTANCE
        .router()
        .observe(new OwnedObjects(Map.of(key, virtualService)))
        .orElseThrow()
        .weight();
  }

  static Map<String, String> subset(Map<String, Object> rule, String name) {
    return Unstructured.maps(rule, "spec", "subsets").stream()
        .filter(subset -> name.equals(subset.get("name")))
        .map(subset -> Unstructured.texts(subset, "labels"))
        .findFirst()
        .orElseThrow();
  }

  private int ready(Map<String, String> labels) {
    int ready = 0;
    String hash = labels.get(Labels.POD_TEMPLATE_HASH);
    for (Map<String, Object> set : world.podSets.values()) {
      boolean chosen =
          labels.isEmpty()
              || Unstructured.text(set, "metadata", "labels", Labels.POD_TEMPLATE_HASH)
                  .equals(hash);
      ready += chosen ? (int) Unstructured.number(set, 0, "status", "availableReplicas") : 0;
    }
    for (Map<String, Object> canary : world.canaries.values()) {
      DeploymentView view = new DeploymentView(canary);
      boolean chosen =
          labels.isEmpty() || Long.toString(view.revision()).equals(labels.get(Labels.REVISION));
      ready += chosen ? view.available() : 0;
    }
    return ready;
  }
}
