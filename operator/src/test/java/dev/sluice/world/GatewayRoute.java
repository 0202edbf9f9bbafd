package dev.sluice.world;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.Observation.Surroundings;
import dev.sluice.simulation.cluster.SimulatedPod;
import dev.sluice.simulation.cluster.SimulatedRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A gateway's route that is not Sluice's and sends its requests to the subset of the proven
 * version. No weight moves them.
 */
final class GatewayRoute {
  private static final ObjectKey KEY =
      new ObjectKey(
          new ResourceKind("networking.istio.io", "v1", "VirtualService", "virtualservices"),
          "gateways",
          "public");

  private boolean there;
  private boolean served = true;
  private long version;

  void create() {
    there = true;
    version++;
  }

  void delete() {
    there = false;
    version++;
  }

  boolean exists() {
    return there;
  }

  /** Rises with every change. */
  long version() {
    return version;
  }

  /** Says when its requests begin or cease to reach pods. */
  void follow(World world) {
    List<SimulatedPod> pods = world.cluster().endpoints().ready();
    boolean serves =
        world.cluster().proxies().routes().stream().allMatch(route -> serves(route, pods));
    if (there && serves != served) {
      served = serves;
      world.tell("gateway: subset stable reaches " + (serves ? "pods again" : "no pod"));
    }
  }

  /** What is seen beside what the cluster has. */
  Surroundings seenWith(Surroundings cluster) {
    if (!there) {
      return cluster;
    }
    List<ObjectKey> users = new ArrayList<>(cluster.subsetUsers());
    users.add(KEY);
    return with(cluster, users);
  }

  /** What is observed without routes of others. */
  static Observation unseen(Observation observed) {
    return new Observation(
        observed.self(),
        observed.workloads(),
        observed.owned(),
        with(observed.surroundings(), List.of()),
        observed.metrics(),
        observed.writeProblem(),
        observed.altered(),
        observed.podCause());
  }

  private static Surroundings with(Surroundings from, List<ObjectKey> subsetUsers) {
    return new Surroundings(
        from.service(),
        from.foreignRoutes(),
        subsetUsers,
        from.rivals(),
        from.pausePolicyProblem());
  }

  /** Whether a proxy that has these subsets finds one of the pods. */
  static boolean serves(SimulatedRoute route, List<SimulatedPod> pods) {
    Map<String, String> labels = route.subsets().get(SimulatedRoute.STABLE);
    return labels != null && pods.stream().anyMatch(pod -> pod.matches(labels));
  }
}
