package dev.sluice.world;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.ConditionTruthTable;
import dev.sluice.engine.Decision;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.RollbackTarget;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageColumn;
import dev.sluice.plan.Change;
import dev.sluice.simulation.cluster.SimulatedPod;
import dev.sluice.simulation.cluster.SimulatedRoute;
import dev.sluice.spec.ReadPolicy;
import dev.sluice.traffic.istio.IstioMesh;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.WorkloadKinds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold in a {@link World} after every event and every decision. */
final class WorldInvariants {
  /** A broken invariant. */
  static final class Broken extends AssertionError {
    private static final long serialVersionUID = 1;

    Broken(String what) {
      super(what);
    }
  }

  /** How long the operator has, while nothing hinders it, until requests are where pods are. */
  static final Duration REACTION = Duration.ofSeconds(6);

  private static final Duration TOLERANCE = Duration.ofMillis(200);

  /** Of a change to a proxy. */
  private static final Duration LONGEST_WAY = Duration.ofSeconds(2);

  static final int CHECKPOINT_LIMIT = 32_768;
  private static final int MESSAGE_LIMIT = 4096;

  private final World world;
  private final WorldBackends backends;
  private final WorldProtection protection;
  private final WorldScaling scaling;
  private final Map<String, Duration> ailing = new HashMap<>();
  private Instant checkedAt;
  private final DecisionInvariants decisions;
  private final List<Stage> stages = new ArrayList<>();
  private boolean[] servedBefore = new boolean[0];
  private boolean[] servedAtCheck = new boolean[0];
  private List<SimulatedPod> endpointsBefore = List.of();
  private Instant endpointsLostAt = Instant.MIN;
  private boolean wellAtCheck;
  private boolean decidedAtCheck;
  private Duration excuse = Duration.ZERO;
  private Stage lastStage;
  private int lastWeight = -1;

  WorldInvariants(World world) {
    this.world = world;
    this.checkedAt = world.now();
    this.decisions = new DecisionInvariants(world);
    this.backends = new WorldBackends(world);
    this.protection = new WorldProtection(world, backends);
    this.scaling = new WorldScaling(world);
  }

  /** Stages in the order in which they were entered. */
  List<Stage> stages() {
    return stages;
  }

  /**
   * People or the platform broke the route: requests may be lost until it is repaired.
   *
   * @param time that the repair may take while nothing hinders the operator
   */
  void excuse(Duration time) {
    excuse = time.compareTo(excuse) > 0 ? time : excuse;
  }

  // Writes

  /** What serves requests now is remembered, to see what the write does. */
  void aboutToWrite(Change change) {
    check(owns(change), "writes what is not its own: %s", change.target());
    check(
        !change.target().kind().kind().equals("AuthorizationPolicy")
            || change instanceof Change.Delete
            || owned("AuthorizationPolicy")
            || owned("RequestAuthentication"),
        "a rule asks for tokens that no proxy reads");
    servedBefore = backends.standing();
    if (change.target().kind().equals(WorkloadKinds.DEPLOYMENT)
        && change.target().name().equals("users")) {
      checkUsersFields(change);
    }
  }

  private boolean owned(String kind) {
    return world.cluster().owned().byKey().keySet().stream()
        .anyMatch(key -> key.kind().kind().equals(kind));
  }

  private static boolean owns(Change change) {
    String name = change.target().name();
    boolean workload = change.target().kind().equals(WorkloadKinds.DEPLOYMENT);
    return workload
        ? name.equals("users") || name.startsWith(Labels.canaries("users"))
        : IstioMesh.INSTANCE.kinds().containsKey(change.target().kind()) && name.equals("users");
  }

  private static void checkUsersFields(Change change) {
    check(change instanceof Change.Patch, "the user's Deployment is not patched: %s", change);
    Map<String, Object> patch = ((Change.Patch) change).patch();
    check(Set.of("metadata", "spec").containsAll(patch.keySet()), "alters %s", patch.keySet());
    check(
        Set.of("paused").containsAll(Unstructured.map(patch, "spec").keySet()),
        "alters spec fields of the user: %s",
        patch);
    check(
        Set.of(Labels.MANAGED).containsAll(Unstructured.map(patch, "metadata", "labels").keySet()),
        "alters labels of the user: %s",
        patch);
  }

  /** After a write: it must not have taken requests from pods that served them. */
  void written(Change change, boolean done) {
    boolean[] after = backends.standing();
    for (int i = 0; i < after.length && done; i++) {
      check(
          after[i] || !servedBefore[i] || isExcused() || backends.wantedPods() == 0,
          "the write \"%s\" of %s leaves requests without a pod",
          change.summary(),
          change.target());
    }
    SimulatedRoute route = world.cluster().route();
    int weight = route.weight();
    boolean routed = change.target().kind().kind().equals("VirtualService");
    if (done && routed && weight != lastWeight) {
      int recorded = world.state().exposure().weight();
      boolean raised = weight > Math.max(0, lastWeight);
      check(
          !raised || weight <= recorded || isUrgent(change) || world.release().status() == null,
          "weight %d is written, %d is recorded",
          weight,
          recorded);
      lastWeight = weight;
      world.weights().add(weight);
    }
    checkSubsets(route);
  }

  /** The weight of a write that was recorded when it was sent, whatever was since. */
  void writtenLate() {
    SimulatedRoute route = world.cluster().route();
    if (route.weight() != lastWeight) {
      lastWeight = route.weight();
      world.weights().add(lastWeight);
    }
    checkSubsets(route);
  }

  /** A return that failed sends requests back to the verified canary, recorded or not. */
  private boolean isUrgent(Change change) {
    Decision last = world.operator().last();
    return last != null
        && last.state().stage().rollbackTarget() == RollbackTarget.CANARY
        && last.urgentChange(IstioMesh.INSTANCE.kinds()).filter(change::equals).isPresent();
  }

  /** The canary's subset names one revision, never a track alone. */
  private void checkSubsets(SimulatedRoute route) {
    check(
        route.canary().isEmpty() || route.canary().containsKey(Labels.REVISION) || isExcused(),
        "the subset canary names no revision: %s",
        route.canary());
  }

  /** What reaches a proxy must not take requests from endpoints that serve them. */
  private void checkProxies() {
    List<SimulatedPod> endpoints = world.cluster().endpoints().ready();
    boolean[] served = backends.served();
    // Pods that go between a write and its arrival are not lost by the write.
    if (!endpoints.containsAll(endpointsBefore)) {
      endpointsLostAt = world.now();
    }
    boolean same =
        !world.now().isBefore(endpointsLostAt.plus(LONGEST_WAY))
            && served.length == servedAtCheck.length;
    for (int i = 0; same && i < served.length; i++) {
      check(
          served[i]
              || !servedAtCheck[i]
              || isExcused()
              || backends.wantedPods() == 0
              || !world.api().isPerfect(world.now()),
          "a change that reaches a proxy leaves requests without a pod: %s",
          world.cluster().proxies().routes().get(i % world.cluster().proxies().routes().size()));
    }
    endpointsBefore = endpoints;
    servedAtCheck = served;
  }

  private boolean isExcused() {
    return !excuse.isZero();
  }

  // Events

  /** After every event. */
  void check() {
    Duration passed = Duration.between(checkedAt, world.now());
    checkedAt = world.now();
    boolean well =
        world.operator().isRunning()
            && world.operator().hasCorrectClock()
            && world.api().isWell(world.now())
            && world.cluster().deployment().filter(DeploymentView::unmanaged).isEmpty()
            && world.isSeenInTime();
    boolean before = wellAtCheck;
    wellAtCheck = well;
    well &= before;
    protection.check(well, passed, lastStage);
    scaling.check(well && world.api().isPerfect(world.now()), passed, lastStage);
    before = decidedAtCheck;
    decidedAtCheck = !world.decisionsFail();
    well &= before && decidedAtCheck;
    boolean perfect = world.api().isPerfect(world.now());
    boolean needsSubsets =
        lastStage == Stage.SERVING_FROM_ALL_PODS || lastStage == Stage.FOLLOWING_DEPLOYMENT;
    well &= perfect || !needsSubsets;
    if (well && perfect && lastStage != Stage.RECOVERING) {
      Duration left = excuse.minus(passed);
      excuse = left.isNegative() ? Duration.ZERO : left;
    }
    well &= !isExcused();
    checkProxies();
    for (SimulatedRoute route : world.cluster().proxies().routes()) {
      checkRevisions(route);
    }
    String empty = backends.empty();
    boolean ails = empty != null && backends.mayMove(empty, lastStage);
    track("requests on " + (empty == null ? "" : empty.replaceAll(" .*", "")), ails, well, passed);
  }

  /** A condition that may last for {@link #REACTION} while nothing hinders the operator. */
  private void track(String ailment, boolean ails, boolean well, Duration passed) {
    if (!ails) {
      ailing.clear();
      return;
    }
    Duration lasted =
        ailing.getOrDefault(ailment, Duration.ZERO).plus(well ? passed : Duration.ZERO);
    ailing.keySet().removeIf(other -> !other.equals(ailment));
    ailing.put(ailment, lasted);
    check(
        lasted.compareTo(REACTION) < 0,
        "%s, without a ready endpoint, for %s at %s",
        ailment,
        lasted,
        lastStage);
  }

  /** Requests to the proven version reach no pod of an unproven one. */
  private void checkRevisions(SimulatedRoute route) {
    if (isExcused() || route.isBroken() || route.exposure().isEmpty() || route.weight() == 100) {
      return;
    }
    Decision last = world.operator().last();
    if (last == null) {
      return;
    }
    ReleaseState state = last.state();
    boolean judged =
        lastStage != null
            && (lastStage.rollbackTarget() == RollbackTarget.STABLE
                || (lastStage == Stage.UNPINNING_STABLE
                    && !state.release().isEndingAs(Outcome.InProgress)));
    boolean leaves = lastStage != null && !lastStage.in(StageColumn.Section.STEPS);
    boolean pins = lastStage == Stage.ROLLING_BACK && !isKnownEverywhere(state);
    boolean helpless = pins || (leaves && !world.api().isPerfect(world.now()));
    if (!judged || helpless || state.release() == null || wasVerified()) {
      return;
    }
    String unproven = Long.toString(state.release().revision());
    for (SimulatedPod pod : world.cluster().endpoints().ready()) {
      boolean reached = pod.matches(route.stable());
      check(
          !reached || !unproven.equals(pod.labels().get(Labels.REVISION)),
          "requests to the subset stable reach %s at %s",
          pod.name(),
          lastStage);
    }
  }

  /** After a loss of the state, the pin comes with the rollback. */
  private boolean isKnownEverywhere(ReleaseState state) {
    Instant applied = state.position().appliedAt();
    return applied != null && !world.now().isBefore(applied.plus(LONGEST_WAY));
  }

  /** A promotion that ends because the verified canary stays away shows no unproven version. */
  private boolean wasVerified() {
    return stages.lastIndexOf(Stage.ADOPTING_CANARY_AS_STABLE)
        > stages.lastIndexOf(Stage.PINNING_STABLE);
  }

  // Decisions

  /** After every decision, before anything is done because of it. */
  void decided(
      Observation seen,
      ReadPolicy policy,
      Decision decision,
      CanaryReleaseStatus recorded,
      Instant clock) {
    world.decided();
    scaling.decided(seen.workloads(), decision.state());
    Stage stage = decision.state().stage();
    if (stage != lastStage) {
      world.tell("stage " + stage + ": " + decision.status().message());
      stages.add(stage);
      lastStage = stage;
      world.entered(stage);
    }
    decision.events().forEach(this::tell);
    CanaryReleaseStatus status = decision.status();
    if (!status.equals(recorded)) {
      ConditionTruthTable.check(status);
      check(length(status.checkpoint()) <= CHECKPOINT_LIMIT, "the checkpoint is too long");
      check(length(status.message()) <= MESSAGE_LIMIT, "the message is too long");
    }
    decisions.check(seen, policy, decision, clock);
  }

  /** The change of a decision was made. */
  void changed(Decision decision) {
    decision.changeEvent().ifPresent(this::tell);
  }

  private void tell(ReleaseEvent event) {
    world.tell("event:  " + event.reason() + ": " + event.message());
  }

  private static int length(String text) {
    return text == null ? 0 : text.length();
  }

  /** When the operator sleeps: no earlier turn would have something to do. */
  void asleep(Observation observed, ReadPolicy policy, Decision decision, Instant clock) {
    Duration sleep = decision.requeueAfter().minus(TOLERANCE);
    if (sleep.isNegative() || world.random().nextInt(4) > 0) {
      return;
    }
    Decision missed =
        world.decider().decide(observed, policy, decision.status(), clock.plus(sleep));
    check(
        missed.change().isEmpty() && missed.state().stage() == decision.state().stage(),
        "sleeps %s at %s, and would have %s earlier",
        sleep,
        decision.state().stage(),
        missed.state().stage());
  }

  /** Before the finalizer is removed: nothing of Sluice is left. */
  void finalizing() {
    boolean left =
        world.cluster().owned().byKey().keySet().stream()
            .anyMatch(key -> !IstioMesh.INSTANCE.kinds().get(key.kind()).isPolicy());
    check(!left, "objects are left: %s", world.cluster().owned().byKey().keySet());
    check(world.cluster().canaries().isEmpty(), "canaries are left");
    check(
        world.cluster().deployment().filter(DeploymentView::managed).isEmpty(),
        "the label is left");
  }

  static void check(boolean holds, String what, Object... values) {
    if (!holds) {
      throw new Broken(what.formatted(values));
    }
  }
}
