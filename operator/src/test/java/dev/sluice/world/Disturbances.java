package dev.sluice.world;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.Unstructured;
import dev.sluice.lifecycle.ReleaseAction;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.simulation.cluster.MergePatch;
import dev.sluice.simulation.cluster.SimulatedPod;
import dev.sluice.simulation.cluster.UserManifests;
import dev.sluice.traffic.istio.IstioMesh;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.WorkloadKinds;
import dev.sluice.world.WorldTraffic.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Every kind of disturbance by the name that a timeline uses. */
final class Disturbances {
  /** Time in which requests that a person or the platform misdirects are repaired. */
  private static final Duration REPAIR = Duration.ofSeconds(10);

  private static final Map<String, BiConsumer<World, Disturbance>> KINDS = new TreeMap<>();

  static {
    // People
    KINDS.put("release", Disturbances::release);
    KINDS.put("scale", Disturbances::scale);
    KINDS.put(
        "autoscale",
        (world, what) -> world.autoscaler().start(what.number("min", 1), what.number("max", 6)));
    KINDS.put("stop-autoscaler", (world, what) -> world.autoscaler().stop());
    KINDS.put(
        "load",
        (world, what) -> world.autoscaler().load(what.number("pods", 2), what.number("idle", 0)));
    KINDS.put("annotate-template", Disturbances::annotate);
    KINDS.put("resume", Disturbances::resume);
    KINDS.put("remove-label", Disturbances::removeLabel);
    KINDS.put("recreate-deployment", Disturbances::recreate);
    KINDS.put("edit-route", (world, what) -> editMesh(world, "VirtualService", what));
    KINDS.put("edit-subsets", (world, what) -> editMesh(world, "DestinationRule", what));
    KINDS.put("delete-route", (world, what) -> deleteMesh(world, "VirtualService"));
    KINDS.put("delete-subsets", (world, what) -> deleteMesh(world, "DestinationRule"));
    KINDS.put("delete-canary", Disturbances::deleteCanary);
    KINDS.put("scale-canary", Disturbances::scaleCanary);
    KINDS.put("edit-spec", Disturbances::editSpec);
    KINDS.put("lose-status", (world, what) -> world.release().loseStatus());
    KINDS.put("delete-release", (world, what) -> world.release().delete());
    for (ReleaseAction action : ReleaseAction.values()) {
      KINDS.put(action.text(), (world, what) -> order(world, action));
    }
    KINDS.put("unmanage", Disturbances::unmanage);
    KINDS.put(
        "quality",
        (world, what) ->
            world
                .traffic()
                .quality(
                    what.text("version", "1.1"),
                    WorldTraffic.VersionQuality.valueOf(what.text("quality", "BAD"))));
    KINDS.put("wait", (world, what) -> {});
    KINDS.put("add-port", Disturbances::addPort);
    KINDS.put("gateway-route", Disturbances::gatewayRoute);
    KINDS.put("bypass", Disturbances::bypass);
    // Pods
    KINDS.put("kill-pods", Disturbances::killPods);
    KINDS.put("crash-pods", Disturbances::crashPods);
    KINDS.put("late-endpoints", Disturbances::lateEndpoints);
    // The API server and the platform
    KINDS.put(
        "refuse",
        (world, what) ->
            world.api().refuse(what.text("kind", "DestinationRule"), until(world, what)));
    KINDS.put("refuse-status", (world, what) -> world.api().refuseStatus(until(world, what)));
    KINDS.put(
        "no-answer",
        (world, what) ->
            world.api().silent(what.text("made", "true").equals("true"), until(world, what)));
    KINDS.put(
        "slow-writes",
        (world, what) -> world.api().slow(what.seconds("by", 1), until(world, what)));
    KINDS.put(
        "late-writes",
        (world, what) -> world.api().late(what.seconds("by", 3), until(world, what)));
    KINDS.put("webhook", Disturbances::webhook);
    KINDS.put("fail-decisions", (world, what) -> world.decisionsFail(until(world, what)));
    KINDS.put("late-watch", Disturbances::lateWatch);
    // The operator
    KINDS.put(
        "kill-operator",
        (world, what) ->
            world
                .operator()
                .kill(
                    SimulatedOperator.KillPoint.valueOf(what.text("when", "NONE")),
                    what.seconds("for", 5)));
    KINDS.put("skew-clock", Disturbances::skew);
    // Metrics
    KINDS.put("blind", (world, what) -> world.traffic().trouble(Trouble.BLIND, until(world, what)));
    KINDS.put(
        "late-samples", (world, what) -> world.traffic().trouble(Trouble.LATE, until(world, what)));
    KINDS.put(
        "doubled-samples",
        (world, what) -> world.traffic().trouble(Trouble.DOUBLED, until(world, what)));
    KINDS.put(
        "no-histogram",
        (world, what) -> world.traffic().trouble(Trouble.NO_HISTOGRAM, until(world, what)));
    KINDS.put(
        "given-up", (world, what) -> world.traffic().trouble(Trouble.GIVEN_UP, until(world, what)));
    KINDS.put(
        "direct-callers",
        (world, what) -> world.traffic().trouble(Trouble.DIRECT, until(world, what)));
    KINDS.put(
        "unreached",
        (world, what) -> world.traffic().trouble(Trouble.UNREACHED, until(world, what)));
    KINDS.put(
        "outage", (world, what) -> world.traffic().trouble(Trouble.OUTAGE, until(world, what)));
    KINDS.put("no-traffic", Disturbances::noTraffic);
  }

  private Disturbances() {}

  /** All names. */
  static List<String> names() {
    return List.copyOf(KINDS.keySet());
  }

  /** Makes it happen. */
  static void apply(World world, Disturbance what) {
    BiConsumer<World, Disturbance> kind = KINDS.get(what.what());
    if (kind == null) {
      throw new IllegalArgumentException("unknown: " + what + "; known: " + names());
    }
    if (!world.release().gone()) {
      world.tell("world:  " + what.what() + " " + what.values());
      kind.accept(world, what);
    }
  }

  private static Instant until(World world, Disturbance what) {
    return world.now().plus(what.seconds("for", 10));
  }

  private static void edit(World world, UnaryOperator<Map<String, Object>> edit) {
    if (world.cluster().deployment().isPresent()) {
      world.cluster().edit(edit, world.now());
    }
  }

  private static void release(World world, Disturbance what) {
    String version = what.text("version", "1.1");
    world
        .traffic()
        .quality(version, WorldTraffic.VersionQuality.valueOf(what.text("quality", "GOOD")));
    if (what.text("starts", "true").equals("false")) {
      world.broken(version);
    }
    if (what.values().containsKey("startup")) {
      world.startup(version, what.seconds("startup", 1));
    }
    Map<String, Object> template = UserManifests.template("users", version);
    edit(world, before -> MergePatch.apply(before, UserManifests.spec("template", template)));
  }

  private static void scale(World world, Disturbance what) {
    int replicas = what.number("replicas", 3);
    edit(world, before -> MergePatch.apply(before, UserManifests.spec("replicas", replicas)));
  }

  /** {@code kubectl rollout restart}. */
  private static void annotate(World world, Disturbance what) {
    Map<String, Object> annotation =
        Map.of("metadata", Map.of("annotations", Map.of("restartedAt", what.text("value", "1"))));
    edit(world, before -> MergePatch.apply(before, UserManifests.spec("template", annotation)));
  }

  private static void resume(World world, Disturbance what) {
    edit(world, before -> MergePatch.apply(before, UserManifests.spec("paused", null)));
  }

  private static void removeLabel(World world, Disturbance what) {
    Map<String, Object> labels = new LinkedHashMap<>();
    labels.put(Labels.MANAGED, null);
    edit(world, before -> MergePatch.apply(before, Map.of("metadata", Map.of("labels", labels))));
  }

  /** {@code kubectl replace --force}. */
  private static void recreate(World world, Disturbance what) {
    ObjectKey key = world.cluster().deploymentKey();
    world.invariants().excuse(Duration.ofSeconds(15));
    int before = world.cluster().deployment().map(DeploymentView::replicas).orElse(2);
    int replicas = what.number("replicas", before);
    world.cluster().store().remove(key);
    world.cluster().advance(world.now());
    Map<String, Object> template = UserManifests.template("users", what.text("version", "1.0"));
    world
        .cluster()
        .store()
        .put(key, UserManifests.deployment(key, template, replicas), world.now());
  }

  private static ObjectKey meshKey(String kind) {
    return IstioMesh.INSTANCE.kinds().keySet().stream()
        .filter(known -> known.kind().equals(kind))
        .map(known -> new ObjectKey(known, StoredRelease.NAMESPACE, StoredRelease.NAME))
        .findFirst()
        .orElseThrow();
  }

  /** Another client adds a field, or changes where requests go. */
  private static void editMesh(World world, String kind, Disturbance what) {
    ObjectKey key = meshKey(kind);
    world
        .cluster()
        .store()
        .get(key)
        .ifPresent(
            object -> {
              Map<String, Object> spec = Unstructured.copy(Unstructured.map(object, "spec"));
              switch (what.text("how", "add")) {
                case "swap" -> {
                  world.invariants().excuse(REPAIR);
                  swapWeights(spec);
                }
                case "empty" -> {
                  world.invariants().excuse(REPAIR);
                  spec.remove(kind.equals("VirtualService") ? "http" : "subsets");
                }
                default -> spec.put("exportTo", List.of("."));
              }
              Map<String, Object> edited = new LinkedHashMap<>(object);
              edited.put("spec", spec);
              world.cluster().store().put(key, edited, world.now());
            });
  }

  private static void swapWeights(Map<String, Object> spec) {
    for (Map<String, Object> http : Unstructured.maps(spec, "http")) {
      List<Map<String, Object>> routes = Unstructured.maps(http, "route");
      if (routes.size() == 2) {
        Object first = routes.get(0).get("weight");
        routes.get(0).put("weight", routes.get(1).get("weight"));
        routes.get(1).put("weight", first);
      }
    }
  }

  private static void deleteMesh(World world, String kind) {
    if (world.cluster().store().get(meshKey(kind)).isPresent()) {
      world.invariants().excuse(REPAIR);
      world.cluster().store().remove(meshKey(kind));
    }
  }

  private static void deleteCanary(World world, Disturbance what) {
    for (DeploymentView canary : world.cluster().canaries()) {
      world.cluster().store().remove(key(canary));
    }
  }

  private static ObjectKey key(DeploymentView canary) {
    return new ObjectKey(WorkloadKinds.DEPLOYMENT, StoredRelease.NAMESPACE, canary.name());
  }

  /**
   * The subset stable may be the whole Service already: then a person exposes what was rejected.
   */
  private static void scaleCanary(World world, Disturbance what) {
    if (world.state().stage() == Stage.UNPINNING_STABLE) {
      world.invariants().excuse(REPAIR);
    }
    for (DeploymentView canary : world.cluster().canaries()) {
      Map<String, Object> object = canary.object();
      world
          .cluster()
          .store()
          .put(
              key(canary),
              MergePatch.apply(object, UserManifests.spec("replicas", what.number("replicas", 1))),
              world.now());
    }
  }

  /** Names the revision that the status shows, as the command does. */
  private static void order(World world, ReleaseAction action) {
    ReleaseState state = world.state();
    world
        .release()
        .order(action, state.isReleasing() ? state.release().revision() : state.revision());
  }

  private static void editSpec(World world, Disturbance what) {
    CanaryReleaseSpec spec = SpecVariants.named(what.text("spec", "short"));
    world
        .release()
        .edit(what.text("paused", "false").equals("true") ? SpecVariants.paused(spec) : spec);
  }

  private static void gatewayRoute(World world, Disturbance what) {
    world.gateway().create();
    if (world.state().stage() == Stage.DELETING_SUBSETS) {
      // It names what is already being deleted.
      world.invariants().excuse(Duration.ofSeconds(3));
    }
    world.after(what.seconds("for", 60), world.gateway()::delete);
  }

  private static void bypass(World world, Disturbance what) {
    world.gateway().createPast();
    world.after(what.seconds("for", 60), world.gateway()::deletePast);
  }

  private static void addPort(World world, Disturbance what) {
    ObjectKey key = world.cluster().serviceKey();
    Map<String, Object> service = world.cluster().store().get(key).orElseThrow();
    List<Map<String, Object>> ports =
        List.of(Map.of("name", "http", "port", 80), Map.of("name", "http-admin", "port", 9000));
    world
        .cluster()
        .store()
        .put(key, MergePatch.apply(service, UserManifests.spec("ports", ports)), world.now());
  }

  private static List<SimulatedPod> chosen(World world, Disturbance what) {
    List<SimulatedPod> pods = world.pods(what.text("side", "canary").equals("canary"));
    return pods.subList(0, Math.min(pods.size(), what.number("count", 100)));
  }

  private static void killPods(World world, Disturbance what) {
    world.cluster().controller().remove(chosen(world, what));
  }

  private static void crashPods(World world, Disturbance what) {
    world.cluster().controller().readyAt(chosen(world, what), until(world, what));
  }

  private static void lateEndpoints(World world, Disturbance what) {
    world.endpointDelay(what.seconds("by", 5));
    world.after(what.seconds("for", 10), () -> world.endpointDelay(Duration.ofMillis(200)));
  }

  /** A webhook of the platform adds a timeout to each route. */
  private static void webhook(World world, Disturbance what) {
    world
        .cluster()
        .store()
        .admission(
            object -> {
              Map<String, Object> changed = Unstructured.copy(object);
              for (Map<String, Object> http : Unstructured.maps(changed, "spec", "http")) {
                http.put("timeout", "15s");
              }
              return changed;
            });
    world.after(
        what.seconds("for", 10), () -> world.cluster().store().admission(UnaryOperator.identity()));
  }

  /** The annotation by which a person acts by hand, for a time. */
  private static void unmanage(World world, Disturbance what) {
    annotateDeployment(world, "true");
    world.after(what.seconds("for", 10), () -> annotateDeployment(world, null));
  }

  private static void annotateDeployment(World world, String value) {
    Map<String, Object> annotations = new LinkedHashMap<>();
    annotations.put(Labels.UNMANAGED, value);
    edit(
        world,
        before -> MergePatch.apply(before, Map.of("metadata", Map.of("annotations", annotations))));
  }

  private static void lateWatch(World world, Disturbance what) {
    world.watchDelay(what.seconds("by", 2));
    world.after(what.seconds("for", 10), () -> world.watchDelay(Duration.ofMillis(30)));
  }

  private static void skew(World world, Disturbance what) {
    world.operator().skew(what.seconds("by", 2));
    world.after(what.seconds("for", 10), () -> world.operator().skew(Duration.ZERO));
  }

  private static void noTraffic(World world, Disturbance what) {
    world.traffic().rate(0);
    world.after(what.seconds("for", 10), () -> world.traffic().rate(2000));
  }
}
