package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.PlaintextTraffic;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.ReleaseRef;
import dev.sluice.common.Unstructured;
import dev.sluice.controller.CachingCheckpointCodec;
import dev.sluice.controller.CachingPolicyReader;
import dev.sluice.controller.CachingRouter;
import dev.sluice.lifecycle.ActionRequest;
import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.lifecycle.JsonCheckpointCodec;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.plan.Change;
import dev.sluice.spec.PolicyReader;
import dev.sluice.traffic.OwnedObjects;
import dev.sluice.traffic.StoredWrite;
import dev.sluice.traffic.istio.IstioMesh;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.ReadyEndpoints;
import dev.sluice.workload.ReplicaSetView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A small cluster under a virtual clock: the API server's fences, the admission policy, the
 * Deployment controller's rolling update, endpoints. The real {@link ReleaseEngine} acts on it, and
 * after every event the invariants of the mesh are checked.
 */
public final class LifecycleWorld {
  static final String NAMESPACE = "shop";
  static final Duration TICK = Duration.ofMillis(500);

  /** How much too late a wake-up may be. */
  private static final Duration TOLERANCE = Duration.ofMillis(200);

  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  CanaryReleaseSpec spec =
      new CanaryReleaseSpec(new Target("users"), null, null, null, null, null, null, null);
  CanaryReleaseStatus status;
  final ReleaseEngine cached =
      new ReleaseEngine(CachingRouter.of(IstioMesh.INSTANCE), new CachingCheckpointCodec(), "test");
  private final ReleaseEngine plain =
      new ReleaseEngine(IstioMesh.INSTANCE, JsonCheckpointCodec.INSTANCE, "test");
  final CachingPolicyReader policies = new CachingPolicyReader();

  final ObjectsOfOthers others = new ObjectsOfOthers();
  boolean deleting;

  /** What annotations of the CanaryRelease ask for. */
  final List<ActionRequest> actions = new ArrayList<>();

  boolean finished;
  boolean operatorRuns = true;

  Optional<PlaintextTraffic> plaintext = Optional.of(PlaintextTraffic.none(Duration.ofMinutes(10)));

  /** Writes that the API server or a webhook refuses. */
  Predicate<Change> refuses = change -> false;

  /** What a webhook of the platform makes of an object of the mesh that is written. */
  UnaryOperator<Map<String, Object>> webhook = object -> object;

  /** Writes that it changed, as the process remembers them; empty after a restart. */
  final Map<ObjectKey, StoredWrite> altered = new LinkedHashMap<>();

  private String writeProblem = "";
  Optional<String> podCause = Optional.empty();

  /** Whether changes are made after they are recorded; not by an operator that is killed there. */
  boolean acts = true;

  /** How a version answers. */
  enum Quality {
    GOOD,
    /** Half of its answers are errors. */
    BAD,
    /** It gets no requests. */
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

  final MeteredTraffic metering = new MeteredTraffic(this);

  /** Versions whose pods never become ready. */
  final List<String> broken = new ArrayList<>();

  final List<ReleaseEvent> events = new ArrayList<>();
  final List<String> writes = new ArrayList<>();
  final List<Integer> weights = new ArrayList<>();
  int statusWrites;

  public Map<String, Object> deployment;
  final Map<String, Map<String, Object>> podSets = new TreeMap<>();
  final Map<String, Map<String, Object>> canaries = new TreeMap<>();
  final Map<ObjectKey, Map<String, Object>> mesh = new LinkedHashMap<>();
  public Map<String, Object> service =
      Map.of(
          "metadata", Map.of("name", "users", "namespace", NAMESPACE),
          "spec",
              Map.of(
                  "selector", Map.of("app", "users"),
                  "ports", List.of(Map.of("name", "http", "port", 80))));
  private long versions = 100;
  private final MeshInvariants invariants = new MeshInvariants(this);
  private final DeploymentController deployments = new DeploymentController(this);

  public LifecycleWorld() {
    create("1.0");
    deployments.turn();
    while (!new DeploymentView(deployment).complete()) {
      deployments.turn();
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

  /** A Deployment is created: nothing pauses it. */
  private void create(String version) {
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
    body.put("template", template(version));
    made.put("spec", body);
    deployment = made;
    touch(deployment);
  }

  // What people do

  /** {@code kubectl replace --force}: the pods go with the Deployment. */
  void recreate(String version) {
    podSets.clear();
    create(version);
    invariants.excuseStarting();
  }

  /** A write of the template by a user: the admission policy pauses in the same write. */
  void set(String version) {
    Map<String, Object> body = Unstructured.map(deployment, "spec");
    if (!Unstructured.same(body.get("template"), template(version))) {
      body.put("template", template(version));
      if (users().managed() && !users().unmanaged()) {
        body.put("paused", true);
      }
      generation(deployment);
    }
  }

  /** The same, and the API server records which field manager it was. */
  void set(String version, String manager) {
    set(version);
    Map<String, Object> entry =
        Map.of(
            "manager", manager,
            "time", now.truncatedTo(ChronoUnit.SECONDS).toString(),
            "fieldsV1", Map.of("f:spec", Map.of("f:template", Map.of())));
    List<Object> managers = new ArrayList<>(List.of(entry));
    Unstructured.maps(deployment, "metadata", "managedFields").stream()
        .filter(other -> !manager.equals(other.get("manager")))
        .forEach(managers::add);
    Unstructured.map(deployment, "metadata").put("managedFields", managers);
    touch(deployment);
  }

  /** The annotation that takes the Deployment out of Sluice's hands. */
  void unmanaged(boolean value) {
    Map<String, Object> metadata = Unstructured.map(deployment, "metadata");
    metadata.put("annotations", Map.of(Labels.UNMANAGED, Boolean.toString(value)));
    touch(deployment);
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
    return JsonCheckpointCodec.INSTANCE
        .read(status == null ? null : status.checkpoint())
        .map(CheckpointCodec.Checkpoint::state)
        .orElse(ReleaseState.fresh(now));
  }

  private void turn() {
    if (operatorRuns && !finished) {
      reconcile();
    }
    deployments.turn();
    metering.pass();
    invariants.check();
    now = now.plus(TICK);
  }

  private void reconcile() {
    Decision decision = decide();
    if (!decision.status().equals(status)) {
      status = decision.status();
      statusWrites++;
    }
    events.addAll(decision.events());
    finished = decision.finished();
    if (acts && decision.change().filter(this::act).isPresent()) {
      decision.changeEvent().ifPresent(events::add);
    }
    if (decision.change().isEmpty() && !finished) {
      assertNoWakeUpIsLost(decision);
    }
  }

  /**
   * As long as nothing changes in the cluster, no turn before the next one has something to do. A
   * write is a change: it wakes the operator.
   */
  private void assertNoWakeUpIsLost(Decision decision) {
    Duration sleep = decision.requeueAfter().minus(TOLERANCE);
    if (sleep.isNegative()) {
      return;
    }
    Decision missed = plain.decide(observe(), PolicyReader.read(spec), status, now.plus(sleep));
    if (missed.change().isPresent() || missed.state().stage() != decision.state().stage()) {
      throw new AssertionError(
          "sleeps %s at %s, and would have %s at once"
              .formatted(sleep, decision.state().stage(), missed.state().stage()));
    }
  }

  public Decision decide() {
    return decide(observe(), status);
  }

  /** What is remembered of earlier turns makes no difference. */
  public Decision decide(Observation seen, CanaryReleaseStatus recorded) {
    Decision decision = cached.decide(seen, policies.read(spec), recorded, now);
    assertThat(plain.decide(seen, PolicyReader.read(spec), recorded, now)).isEqualTo(decision);
    ConditionTruthTable.check(decision.status());
    return decision;
  }

  public Observation observe() {
    Map<Long, Integer> ready = new TreeMap<>();
    for (Map<String, Object> canary : canaries.values()) {
      DeploymentView view = new DeploymentView(canary);
      ready.put(view.revision(), view.available());
    }
    Map<String, Integer> own = new TreeMap<>();
    for (Map<String, Object> set : podSets.values()) {
      long available = Unstructured.number(set, 0, "status", "availableReplicas");
      own.put(new ReplicaSetView(set).hash(), (int) available);
    }
    Optional<AnalysisTarget> trial =
        plain.target(NAMESPACE, "users", PolicyReader.read(spec), status);
    return new Observation(
        new Observation.Self(
            new ReleaseRef(NAMESPACE, "users", "sluice-system/sluice", "users", "users"),
            1,
            Instant.parse("2025-12-31T00:00:00Z"),
            deleting,
            List.copyOf(actions)),
        new Observation.Workloads(
            Optional.ofNullable(deployment).map(Unstructured::copy).map(DeploymentView::new),
            podSets.values().stream().map(Unstructured::copy).map(ReplicaSetView::new).toList(),
            canaries.values().stream().map(Unstructured::copy).map(DeploymentView::new).toList(),
            new ReadyEndpoints(ready, own),
            Optional.empty()),
        new OwnedObjects(Map.copyOf(mesh)),
        others.around(Optional.ofNullable(service)),
        trial.map(metering::samples),
        plaintext,
        writeProblem,
        Map.copyOf(altered),
        podCause);
  }

  // The API server

  /** Whether the change is accepted. */
  private boolean act(Change change) {
    if (refuses.test(change)) {
      writeProblem = "denied by a webhook";
      return false;
    }
    writeProblem = "";
    writes.add(change.summary());
    change.accept(new FencedWrites(this, invariants));
    return true;
  }

  void generation(Map<String, Object> object) {
    Unstructured.map(object, "metadata")
        .put("generation", (int) Unstructured.number(object, 0, "metadata", "generation") + 1);
    touch(object);
  }

  void touch(Map<String, Object> object) {
    Unstructured.map(object, "metadata").put("resourceVersion", Long.toString(++versions));
  }

  static String version(Map<String, Object> object) {
    return Unstructured.text(object, "metadata", "resourceVersion");
  }

  // The mesh

  /** The object of a kind, or null. */
  Map<String, Object> object(String kind) {
    return mesh.entrySet().stream()
        .filter(entry -> entry.getKey().kind().kind().equals(kind))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  int weight() {
    return invariants.weight();
  }

  Map<String, String> subset(String name) {
    return MeshInvariants.subset(object("DestinationRule"), name);
  }
}
