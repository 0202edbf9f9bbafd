package dev.sluice.world;

import dev.sluice.analysis.Verdict;
import dev.sluice.engine.Decision;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.StableRevision;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.simulation.cluster.SimulatedPod;
import dev.sluice.simulation.cluster.SimulatedRoute;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which backends of the routes that the proxies have can serve requests. */
final class WorldBackends {
  private final World world;

  WorldBackends(World world) {
    this.world = world;
  }

  /** For each proxy, whether its requests have a pod; endpoints follow late. */
  boolean[] standing() {
    List<SimulatedPod> pods = new ArrayList<>();
    for (SimulatedPod pod : world.cluster().controller().pods()) {
      if (pod.isReady(world.now()) && mayServe(pod)) {
        pods.add(pod);
      }
    }
    return served(pods);
  }

  /** Of the canaries, that of the release, and the one that is the stable version. */
  private boolean mayServe(SimulatedPod pod) {
    String label = pod.labels().get(Labels.REVISION);
    if (label == null) {
      return true;
    }
    ReleaseState state = world.state();
    long revision = Long.parseLong(label);
    boolean released = state.isReleasing() && state.release().revision() == revision;
    StableRevision stable = state.stable();
    return released
        || (stable != null
            && stable.selector().onCanary()
            && stable.selector().canary() == revision);
  }

  /** For each proxy, whether its requests have a ready endpoint. */
  boolean[] served() {
    return served(endpoints());
  }

  private boolean[] served(List<SimulatedPod> pods) {
    List<SimulatedRoute> routes = world.cluster().proxies().routes();
    int callers = routes.size();
    boolean[] served = new boolean[world.gateway().exists() ? 2 * callers : callers];
    for (int i = 0; i < callers; i++) {
      served[i] = empty(routes.get(i), pods) == null;
    }
    for (int i = callers; i < served.length; i++) {
      served[i] = GatewayRoute.serves(routes.get(i - callers), pods);
    }
    return served;
  }

  /** A backend that gets requests from a proxy and has no ready endpoint, or null. */
  String empty() {
    for (SimulatedRoute route : world.cluster().proxies().routes()) {
      String empty = empty(route, endpoints());
      if (empty != null) {
        return empty;
      }
    }
    return null;
  }

  private static String empty(SimulatedRoute route, List<SimulatedPod> pods) {
    if (route.isBroken()) {
      return "a subset that is not defined";
    }
    if (route.weight() > 0 && !anyMatches(pods, route.canary())) {
      return "canary (%d%%)".formatted(route.weight());
    }
    return route.weight() < 100 && !anyMatches(pods, route.stable())
        ? "stable (%d%%)".formatted(100 - route.weight())
        : null;
  }

  /** Whether a ready endpoint is of the recorded stable version. */
  boolean stableServes() {
    return world.state().stable() != null
        && anyMatches(endpoints(), world.state().stable().selector().labels());
  }

  private static boolean anyMatches(List<SimulatedPod> pods, Map<String, String> labels) {
    for (SimulatedPod pod : pods) {
      if (pod.matches(labels)) {
        return true;
      }
    }
    return false;
  }

  private List<SimulatedPod> endpoints() {
    return world.cluster().endpoints().ready();
  }

  /**
   * Whether the requests of an empty backend should be on the other one. They do not move to a
   * version that is on its way out or that had no request yet, and in a step not beyond two shares
   * for each ready pod.
   *
   * @param stage of the last decision, or null
   */
  boolean mayMove(String empty, Stage stage) {
    if (!otherSideServes(empty) || wantedPods() == 0) {
      return false;
    }
    if (empty.startsWith("canary") || stage == null) {
      return true;
    }
    int weight = world.cluster().route().weight();
    return stage.in(Section.STEPS)
        ? weight > 0 && weight < bound() && !isHarmful()
        : !stage.in(Section.ROLLBACK);
  }

  private boolean isHarmful() {
    return Optional.ofNullable(world.operator().last())
        .flatMap(Decision::verdict)
        .map(Verdict::result)
        .filter(result -> result == Verdict.Result.BAD || result == Verdict.Result.SUSPECT)
        .isPresent();
  }

  /** No one can help while nothing is ready. */
  private boolean otherSideServes(String empty) {
    boolean canary = empty.startsWith("canary");
    for (SimulatedPod pod : endpoints()) {
      if (pod.labels().containsKey(Labels.TRACK) != canary) {
        return true;
      }
    }
    return false;
  }

  /** The percentage of requests that the ready pods of the canary can carry. */
  private int bound() {
    if (world.state().release() == null) {
      return 0;
    }
    String revision = Long.toString(world.state().release().revision());
    int ready = 0;
    for (SimulatedPod pod : endpoints()) {
      ready += revision.equals(pod.labels().get(Labels.REVISION)) ? 1 : 0;
    }
    return 100 * Math.min(wantedPods(), 2 * ready) / wantedPods();
  }

  /** Pods that the user wants. */
  int wantedPods() {
    return world.cluster().deployment().map(DeploymentView::replicas).orElse(0);
  }
}
