package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.common.Unstructured;
import dev.sluice.controller.CachingCheckpointCodec;
import dev.sluice.controller.CachingPolicyReader;
import dev.sluice.engine.Decision.News;
import dev.sluice.lifecycle.JsonCheckpointCodec;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.plan.Change;
import dev.sluice.spec.PolicyReader;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.ReplicaSetView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A small cluster under a virtual clock: the API server's fences, the admission policy, the
 * Deployment controller's rolling update, endpoints. The real {@link ReleaseEngine} acts on it, and
 * after every event the invariants of the mesh are checked.
 */
public final class LifecycleWorld {
  static final String NAMESPACE = "shop";
  static final Duration TICK = Duration.ofMillis(500);

  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  CanaryReleaseSpec spec =
      new CanaryReleaseSpec(new Target("users"), null, null, null, null, null, null, null);
  CanaryReleaseStatus status;
  final CachingCheckpointCodec checkpoints = new CachingCheckpointCodec();
  final CachingPolicyReader policies = new CachingPolicyReader();
  boolean deleting;
  boolean finished;
  boolean operatorRuns = true;

  /** How a version answers. */
  enum Quality {
    GOOD,
    /** Half of its answers are errors. */
    BAD,
    /** Nobody calls it. */
    IDLE,
    /** Prometheus does not answer. */
    UNSEEN
  }

  Function<String, Quality> quality = version -> Quality.GOOD;

  /** Share of errors of all versions, whatever their quality. */
  double outage;

  /** Whether all versions take about twice as long, as on a node that has too much to do. */
  boolean busy;

  /** Whether the Deployment's own pods fail, whatever their version. */
  boolean cold;

  /** Requests a second. */
  int rate = 2000;

  private final MeteredTraffic metering = new MeteredTraffic(this);

  /** Versions whose pods never become ready. */
  final List<String> broken = new ArrayList<>();

  final List<News> news = new ArrayList<>();
  final List<String> writes = new ArrayList<>();
  final List<Integer> weights = new ArrayList<>();
  int statusWrites;

  public Map<String, Object> deployment;
  final Map<String, Map<String, Object>> podSets = new TreeMap<>();
  final Map<String, Map<String, Object>> canaries = new TreeMap<>();
  final Map<String, Map<String, Object>> mesh = new TreeMap<>();
  public Map<String, Object> service =
      Map.of(
          "metadata", Map.of("name", "users", "namespace", NAMESPACE),
          "spec",
              Map.of(
                  "selector", Map.of("app", "users"),
                  "ports", List.of(Map.of("name", "http", "port", 80))));
  private long versions = 100;
  private Instant policyUntil = Instant.MIN;
  private Map<String, String> oldStable = Map.of();
  private Instant subsetsMoved = Instant.MIN;

  public LifecycleWorld() {
    Map<String, Object> made = new LinkedHashMap<>();
    made.put("apiVersion", "apps/v1");
    made.put("kind", "Deployment");
    made.put(
        "metadata",
        new LinkedHashMap<>(
            Map.of("name", "users", "namespace", NAMESPACE, "uid", "d", "generation", 1)));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("replicas", 4);
    body.put("selector", Map.of("matchLabels", Map.of("app", "users")));
    body.put("template", template("1.0"));
    made.put("spec", body);
    deployment = made;
    touch(deployment);
    controllers();
    while (!new DeploymentView(deployment).complete()) {
      controllers();
    }
  }

  static Map<String, Object> template(String version) {
    return new LinkedHashMap<>(
        Map.of(
            "metadata",
            Map.of("labels", Map.of("app", "users", Labels.VERSION, version)),
            "spec",
            Map.of("containers", List.of(Map.of("name", "app", "image", "app:" + version)))));
  }

  // What people do

  /** A write of the template by somebody else: the admission policy pauses in the same write. */
  void set(String version) {
    Map<String, Object> body = Unstructured.map(deployment, "spec");
    if (!Unstructured.same(body.get("template"), template(version))) {
      body.put("template", template(version));
      if (new DeploymentView(deployment).managed()) {
        body.put("paused", true);
      }
      generation(deployment);
    }
  }

  void scale(int replicas) {
    Unstructured.map(deployment, "spec").put("replicas", replicas);
    generation(deployment);
  }

  DeploymentView users() {
    return new DeploymentView(deployment);
  }

  // Time

  void run(Duration time) {
    Instant end = now.plus(time);
    while (now.isBefore(end)) {
      turn();
    }
  }

  void until(String what, BooleanSupplier reached) {
    Instant end = now.plus(Duration.ofHours(2));
    while (!reached.getAsBoolean()) {
      if (now.isAfter(end)) {
        throw new AssertionError(
            "not reached: " + what + "; stage=" + state().stage() + " status=" + status);
      }
      turn();
    }
  }

  void untilStage(Stage stage) {
    until(stage.name(), () -> state().stage() == stage);
  }

  ReleaseState state() {
    return JsonCheckpointCodec.KEEPER
        .read(status == null ? null : status.checkpoint())
        .orElse(ReleaseState.fresh(now));
  }

  private void turn() {
    if (operatorRuns && !finished) {
      reconcile();
    }
    controllers();
    metering.pass();
    check();
    now = now.plus(TICK);
  }

  private void reconcile() {
    Decision decision = decide();
    if (!decision.status().equals(status)) {
      status = decision.status();
      statusWrites++;
    }
    news.addAll(decision.news());
    finished = decision.finished();
    decision.change().ifPresent(this::act);
  }

  public Decision decide() {
    return decide(observe(), status);
  }

  /** What is remembered of earlier turns makes no difference. */
  public Decision decide(Observation seen, CanaryReleaseStatus recorded) {
    Decision decision = ReleaseEngine.decide(seen, policies.read(spec), recorded, checkpoints, now);
    assertThat(
            ReleaseEngine.decide(
                seen, PolicyReader.read(spec), recorded, JsonCheckpointCodec.KEEPER, now))
        .isEqualTo(decision);
    return decision;
  }

  public Observation observe() {
    Map<Long, Integer> ready = new TreeMap<>();
    canaries
        .values()
        .forEach(
            canary -> {
              DeploymentView view = new DeploymentView(canary);
              ready.put(view.revision(), view.available());
            });
    Optional<AnalysisTarget> trial =
        ReleaseEngine.trial(
            NAMESPACE, "users", PolicyReader.read(spec), status, JsonCheckpointCodec.KEEPER);
    return new Observation(
        new Observation.Self(
            NAMESPACE, "users", "u", 1, Instant.parse("2025-12-31T00:00:00Z"), deleting),
        Optional.ofNullable(deployment).map(Unstructured::copy).map(DeploymentView::new),
        podSets.values().stream().map(Unstructured::copy).map(ReplicaSetView::new).toList(),
        canaries.values().stream().map(Unstructured::copy).map(DeploymentView::new).toList(),
        ready,
        Optional.ofNullable(service),
        Optional.ofNullable(mesh.get("VirtualService")),
        Optional.ofNullable(mesh.get("DestinationRule")),
        Optional.ofNullable(mesh.get("PeerAuthentication")),
        List.of(),
        List.of(),
        Optional.empty(),
        trial.map(metering::samples),
        "");
  }

  // The API server

  private void act(Change change) {
    writes.add(change.what());
    if (change instanceof Change.Apply apply) {
      Map<String, Object> there = mesh.get(apply.target().kind());
      fence(apply.resourceVersion(), there == null ? "" : version(there));
      Map<String, Object> object = Unstructured.copy(apply.object());
      Unstructured.map(object, "metadata")
          .put(
              "creationTimestamp",
              there == null
                  ? now.toString()
                  : Unstructured.text(there, "metadata", "creationTimestamp"));
      touch(object);
      written(there, object);
      mesh.put(apply.target().kind(), object);
    } else if (change instanceof Change.Create create) {
      Map<String, Object> object = Unstructured.copy(create.object());
      if (canaries.containsKey(create.target().name())) {
        throw new AssertionError("exists: " + create.target());
      }
      Unstructured.map(object, "metadata").put("uid", create.target().name());
      generation(object);
      canaries.put(create.target().name(), object);
    } else if (change instanceof Change.Patch patch) {
      Map<String, Object> object =
          patch.target().name().equals("users") ? deployment : canaries.get(patch.target().name());
      fence(patch.resourceVersion(), version(object));
      merge(object, patch.patch());
      generation(object);
    } else if (change instanceof Change.Delete delete) {
      if (delete.target().kind().equals("Deployment")) {
        canaries.remove(delete.target().name());
      } else {
        if (delete.target().kind().equals("DestinationRule")
            && mesh.containsKey("VirtualService")) {
          throw new AssertionError("the DestinationRule goes before the VirtualService");
        }
        mesh.remove(delete.target().kind());
      }
    }
  }

  private void written(Map<String, Object> before, Map<String, Object> after) {
    if (after.get("kind").equals("DestinationRule") && before != null) {
      if (!subset(before, "stable").equals(subset(after, "stable"))) {
        oldStable = subset(before, "stable");
        subsetsMoved = now;
      }
    }
    if (after.get("kind").equals("VirtualService")) {
      int weight = weight(after);
      if (before == null) {
        if (Duration.between(policyUntil, now).compareTo(Duration.ofSeconds(2)) < 0) {
          throw new AssertionError("routed before the subsets were known");
        }
        weights.add(weight);
      } else if (weight(before) != weight) {
        weights.add(weight);
      }
    } else if (after.get("kind").equals("DestinationRule") && before == null) {
      policyUntil = now;
    }
  }

  private void fence(String decided, String there) {
    if (!decided.equals(there)) {
      throw new AssertionError("stale write: decided on " + decided + ", is " + there);
    }
  }

  @SuppressWarnings("unchecked")
  private static void merge(Map<String, Object> object, Map<String, Object> patch) {
    patch.forEach(
        (key, value) -> {
          if (value == null) {
            object.remove(key);
          } else if (value instanceof Map<?, ?> map) {
            Object old = object.get(key);
            Map<String, Object> deeper =
                old instanceof Map<?, ?> there
                    ? new LinkedHashMap<>((Map<String, Object>) there)
                    : new LinkedHashMap<>();
            merge(deeper, (Map<String, Object>) map);
            object.put(key, deeper);
          } else {
            object.put(key, value);
          }
        });
  }

  private void generation(Map<String, Object> object) {
    Unstructured.map(object, "metadata")
        .put("generation", (int) Unstructured.number(object, 0, "metadata", "generation") + 1);
    touch(object);
  }

  private void touch(Map<String, Object> object) {
    Unstructured.map(object, "metadata").put("resourceVersion", Long.toString(++versions));
  }

  private static String version(Map<String, Object> object) {
    return Unstructured.text(object, "metadata", "resourceVersion");
  }

  // The Deployment controller: one pod a tick

  private void controllers() {
    if (deployment != null) {
      roll();
    }
    canaries.values().forEach(this::fill);
  }

  private void roll() {
    DeploymentView view = new DeploymentView(deployment);
    String current = "h" + Unstructured.text(view.template(), "metadata", "labels", Labels.VERSION);
    if (!view.paused() && !podSets.containsKey(current)) {
      podSets.put(current, podSet(current, view.template()));
    }
    int replicas = view.replicas();
    boolean ready = !broken.contains(current.substring(1));
    List<String> others =
        podSets.keySet().stream().filter(hash -> !hash.equals(current) && pods(hash) > 0).toList();
    if (!view.paused() || others.isEmpty()) {
      if (podSets.containsKey(current) && pods(current) < replicas) {
        resize(current, pods(current) + 1, ready);
      } else if (!others.isEmpty() && ready) {
        resize(others.get(0), pods(others.get(0)) - 1, true);
      } else if (podSets.containsKey(current) && pods(current) > replicas) {
        resize(current, replicas, ready);
      }
    } else {
      String only = others.get(others.size() - 1);
      if (others.size() == 1 && pods(current) == 0 && pods(only) != replicas) {
        resize(only, replicas, true);
      }
    }
    int updated = podSets.containsKey(current) ? pods(current) : 0;
    int all = podSets.keySet().stream().mapToInt(this::pods).sum();
    Map<String, Object> next = new LinkedHashMap<>();
    next.put("observedGeneration", view.generation());
    next.put("replicas", all);
    next.put("updatedReplicas", updated);
    next.put("availableReplicas", ready ? all : all - updated);
    if (!Unstructured.same(deployment.get("status"), next)) {
      deployment.put("status", next);
      touch(deployment);
    }
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

  private int pods(String hash) {
    return (int) Unstructured.number(podSets.get(hash), 0, "spec", "replicas");
  }

  private void resize(String hash, int pods, boolean ready) {
    Unstructured.map(podSets.get(hash), "spec").put("replicas", pods);
    Unstructured.map(podSets.get(hash), "status").put("replicas", pods);
    Unstructured.map(podSets.get(hash), "status").put("availableReplicas", ready ? pods : 0);
  }

  private void fill(Map<String, Object> canary) {
    DeploymentView view = new DeploymentView(canary);
    boolean ready =
        !broken.contains(Unstructured.text(view.template(), "metadata", "labels", Labels.VERSION));
    int had = (int) Unstructured.number(canary, 0, "status", "replicas");
    int pods = had < view.replicas() ? had + 1 : view.replicas();
    Map<String, Object> next = new LinkedHashMap<>();
    next.put("observedGeneration", view.generation());
    next.put("replicas", pods);
    next.put("updatedReplicas", pods);
    next.put("availableReplicas", ready ? pods : 0);
    if (!Unstructured.same(canary.get("status"), next)) {
      canary.put("status", next);
      touch(canary);
    }
  }

  // The invariants of the mesh

  private void check() {
    Map<String, Object> rule = mesh.get("DestinationRule");
    Map<String, Object> routes = mesh.get("VirtualService");
    if (routes == null) {
      return;
    }
    if (rule == null) {
      throw new AssertionError("a route without subsets");
    }
    int weight = weight(routes);
    if (weight > 0 && ready(subset(rule, "canary")) == 0 && !state().stage().adopting()) {
      throw new AssertionError(weight + " % of users on no pod; stage " + state().stage());
    }
    if (weight < 100) {
      Map<String, String> stable = subset(rule, "stable");
      boolean moving = now.isBefore(subsetsMoved.plusSeconds(2));
      if (ready(stable) == 0
          || (moving && weight < 100 && !oldStable.isEmpty() && ready(oldStable) == 0)) {
        throw new AssertionError("no stable pod for " + (100 - weight) + " % of users");
      }
      if (stable.isEmpty()
          && canaries.values().stream().anyMatch(c -> new DeploymentView(c).available() > 0)) {
        throw new AssertionError(
            "users of the whole Service reach a canary, at " + state().stage());
      }
    }
  }

  int weight() {
    return mesh.containsKey("VirtualService") ? weight(mesh.get("VirtualService")) : 0;
  }

  private static int weight(Map<String, Object> routes) {
    return (int)
        Unstructured.number(
            Unstructured.maps(Unstructured.maps(routes, "spec", "http").get(0), "route").get(1),
            0,
            "weight");
  }

  Map<String, String> subset(String name) {
    return subset(mesh.get("DestinationRule"), name);
  }

  private static Map<String, String> subset(Map<String, Object> rule, String name) {
    return Unstructured.maps(rule, "spec", "subsets").stream()
        .filter(subset -> name.equals(subset.get("name")))
        .map(subset -> Unstructured.texts(subset, "labels"))
        .findFirst()
        .orElseThrow();
  }

  private int ready(Map<String, String> labels) {
    int ready = 0;
    String hash = labels.get(Labels.POD_TEMPLATE_HASH);
    for (Map<String, Object> set : podSets.values()) {
      boolean chosen =
          labels.isEmpty()
              || Unstructured.text(set, "metadata", "labels", Labels.POD_TEMPLATE_HASH)
                  .equals(hash);
      ready += chosen ? (int) Unstructured.number(set, 0, "status", "availableReplicas") : 0;
    }
    for (Map<String, Object> canary : canaries.values()) {
      DeploymentView view = new DeploymentView(canary);
      boolean chosen =
          labels.isEmpty() || Long.toString(view.revision()).equals(labels.get(Labels.REVISION));
      ready += chosen ? view.available() : 0;
    }
    return ready;
  }
}
