package dev.sluice.world;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.Observation.Surroundings;
import dev.sluice.simulation.cluster.SimulatedPod;
import dev.sluice.simulation.cluster.SimulatedRoute;
import dev.sluice.traffic.SubsetUsers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gateways' routes that are not Sluice's: one sends its requests to the subset of the proven
 * version, one to the whole Service. No weight moves them.
 */
final class GatewayRoute {
  private static final ObjectKey KEY =
      new ObjectKey(
          new ResourceKind("networking.istio.io", "v1", "VirtualService", "virtualservices"),
          "gateways",
          "public");

  private static final Map<String, Object> PAST =
      Map.of(
          "kind", "VirtualService",
          "metadata", Map.of("namespace", "gateways", "name", "past"),
          "spec",
              Map.of(
                  "hosts", List.of("users.example.com"),
                  "gateways", List.of("public"),
                  "http",
                      List.of(
                          Map.of(
                              "route",
                              List.of(Map.of("destination", Map.of("host", "users.shop")))))));

  private boolean there;
  private boolean past;
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

  /** The route to the whole Service. */
  void createPast() {
    past = true;
    version++;
  }

  void deletePast() {
    past = false;
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
    if (!there && !past) {
      return cluster;
    }
    SubsetUsers users =
        there ? new SubsetUsers(List.of(KEY), Optional.empty()) : cluster.subsetUsers();
    return with(cluster, users, past ? List.of(PAST) : List.of());
  }

  /** What is observed without routes of others to a subset. */
  static Observation unseen(Observation observed) {
    return with(observed, SubsetUsers.NONE, observed.surroundings().entries());
  }

  /** What is observed without routes of others to the whole Service. */
  static Observation notPast(Observation observed) {
    return with(observed, observed.surroundings().subsetUsers(), List.of());
  }

  private static Observation with(
      Observation observed, SubsetUsers subsetUsers, List<Map<String, Object>> entries) {
    return new Observation(
        observed.self(),
        observed.workloads(),
        observed.owned(),
        with(observed.surroundings(), subsetUsers, entries),
        observed.metrics(),
        observed.plaintext(),
        observed.writeProblem(),
        observed.altered(),
        observed.podCause());
  }

  private static Surroundings with(
      Surroundings from, SubsetUsers subsetUsers, List<Map<String, Object>> entries) {
    return new Surroundings(
        from.service(),
        from.foreignRoutes(),
        from.foreignPolicies(),
        subsetUsers,
        entries,
        from.rivals(),
        from.pausePolicyProblem());
  }

  /** Whether a proxy that has these subsets finds one of the pods. */
  static boolean serves(SimulatedRoute route, List<SimulatedPod> pods) {
    Map<String, String> labels = route.subsets().get(SimulatedRoute.STABLE);
    return labels != null && pods.stream().anyMatch(pod -> pod.matches(labels));
  }
}
