package dev.sluice.world;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.controller.CachingCheckpointCodec;
import dev.sluice.controller.CachingRouter;
import dev.sluice.engine.ReleaseEngine;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.plan.Change;
import dev.sluice.simulation.cluster.SimulatedCluster;
import dev.sluice.simulation.cluster.SimulatedPod;
import dev.sluice.simulation.cluster.UserManifests;
import dev.sluice.traffic.istio.IstioMesh;
import dev.sluice.workload.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * A cluster, a CanaryRelease, the operator, and all that can go wrong, on one clock that goes from
 * event to event. The invariants are checked after every event.
 */
final class World {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int PROXIES = 2;

  /** Something that happens at a time. */
  private record Appointment(Instant at, long order, Runnable action) {}

  /** What happened at a time. */
  private record Line(Instant at, String what) {}

  private final SplittableRandom random;
  private final ReleaseEngine engine;
  private final Decider decider;
  private final PlantedFault plant;
  private final SimulatedCluster cluster;
  private final StoredRelease release;
  private final WorldTraffic traffic;
  private final ApiFaults api = new ApiFaults();
  private final WorldInvariants invariants;
  private final SimulatedOperator operator;
  private final SimulatedAutoscaler autoscaler;
  private final GatewayRoute gateway = new GatewayRoute();
  private final PriorityQueue<Appointment> agenda =
      new PriorityQueue<>(
          java.util.Comparator.comparing(Appointment::at).thenComparing(Appointment::order));
  private final Map<String, Duration> startup = new HashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final List<Line> story = new ArrayList<>();
  private final List<Integer> weights = new ArrayList<>();
  private final Map<Stage, List<Runnable>> entries = new EnumMap<>(Stage.class);
  private Instant decisionsFailUntil = START;
  private Duration watchDelay = Duration.ofMillis(30);
  private Duration endpointDelay = Duration.ofMillis(200);
  private Duration propagation = Duration.ofMillis(1500);
  private Instant now = START;
  private Instant nextSample = START;
  private long appointments;
  private long seenVersion = -1;
  private List<?> seenEndpoints = List.of();
  private int turns;

  World(long seed, CanaryReleaseSpec spec, int replicas, PlantedFault plant) {
    this.random = new SplittableRandom(seed);
    this.engine =
        new ReleaseEngine(
            CachingRouter.of(IstioMesh.INSTANCE),
            plant.codec(new CachingCheckpointCodec()),
            "test");
    this.plant = plant;
    this.decider = plant.decider(engine::decide);
    this.release = new StoredRelease(spec);
    this.cluster =
        new SimulatedCluster(
            StoredRelease.NAMESPACE,
            StoredRelease.NAME,
            StoredRelease.NAME,
            UserManifests.template("users", "1.0"),
            replicas,
            PROXIES,
            this::readyAt,
            START);
    this.traffic = new WorldTraffic(START);
    cluster.proxyDelay(
        () -> Duration.ofMillis(random.nextLong(Math.max(1, propagation.toMillis()))));
    cluster.endpointDelay(() -> endpointDelay);
    this.invariants = new WorldInvariants(this);
    this.operator = new SimulatedOperator(this);
    this.autoscaler = new SimulatedAutoscaler(this);
    settle();
  }

  private Instant readyAt(SimulatedPod pod) {
    if (broken.contains(pod.version())) {
      return Instant.MAX;
    }
    return pod.startedAt()
        .plus(startup.getOrDefault(pod.version(), Duration.ofMillis(1500)))
        .plusMillis(random.nextLong(300));
  }

  // Parts

  SplittableRandom random() {
    return random;
  }

  SimulatedCluster cluster() {
    return cluster;
  }

  StoredRelease release() {
    return release;
  }

  WorldTraffic traffic() {
    return traffic;
  }

  ApiFaults api() {
    return api;
  }

  WorldInvariants invariants() {
    return invariants;
  }

  SimulatedOperator operator() {
    return operator;
  }

  SimulatedAutoscaler autoscaler() {
    return autoscaler;
  }

  GatewayRoute gateway() {
    return gateway;
  }

  ReleaseEngine engine() {
    return engine;
  }

  PlantedFault plant() {
    return plant;
  }

  Decider decider() {
    return decider;
  }

  Instant now() {
    return now;
  }

  ReleaseState state() {
    return release.state(now);
  }

  /** Decisions that were made and checked. */
  int turns() {
    return turns;
  }

  /** Weights of the route, each time that it was written with another one. */
  List<Integer> weights() {
    return weights;
  }

  /** What happened, for a person to read. */
  List<String> story() {
    return story.stream()
        .map(
            line ->
                "%7.1fs  %s"
                    .formatted(Duration.between(START, line.at()).toMillis() / 1000.0, line.what()))
        .toList();
  }

  void tell(String line) {
    story.add(new Line(now, line));
  }

  // Settings that disturbances change

  void broken(String version) {
    broken.add(version);
  }

  /** Pods of a version start from now on, those that are there too. */
  void mended(String version) {
    broken.remove(version);
    cluster
        .controller()
        .readyAt(
            cluster.controller().pods().stream()
                .filter(pod -> pod.version().equals(version) && !pod.isReady(now))
                .toList(),
            now.plusSeconds(2));
  }

  void startup(String version, Duration time) {
    startup.put(version, time);
  }

  void watchDelay(Duration delay) {
    watchDelay = delay;
  }

  void endpointDelay(Duration delay) {
    endpointDelay = delay;
  }

  /** Each decision until then ends with an error of the program. */
  void decisionsFail(Instant until) {
    decisionsFailUntil = until;
  }

  boolean decisionsFail() {
    return now.isBefore(decisionsFailUntil);
  }

  /** The longest that a proxy waits for a change. */
  void propagation(Duration longest) {
    propagation = longest;
  }

  /** Whether what the operator sees is what is there, but for a moment. */
  boolean isSeenInTime() {
    return watchDelay.toMillis() <= 100 && endpointDelay.toMillis() <= 500;
  }

  void heal() {
    api.heal();
    traffic.heal();
    operator.heal();
    autoscaler.heal();
    gateway.delete();
    gateway.deletePast();
    decisionsFailUntil = now;
    watchDelay = Duration.ofMillis(30);
    endpointDelay = Duration.ofMillis(200);
    propagation = Duration.ofMillis(1500);
    cluster.store().admission(java.util.function.UnaryOperator.identity());
  }

  // Writes of the operator

  boolean write(Change change) {
    Change made = plant.change(change);
    invariants.aboutToWrite(made);
    boolean done = cluster.write(made, now);
    if (done) {
      tell("sluice: " + made.summary() + " " + made.target());
    }
    settle();
    invariants.written(made, done);
    return done;
  }

  /** A write that the operator does not wait for any more. It was right when it was sent. */
  void writeLate(Change change) {
    if (!release.gone() && cluster.write(change, now)) {
      tell("late:   " + change.summary() + " " + change.target());
      settle();
      invariants.writtenLate();
    }
  }

  void finalizeRelease() {
    invariants.finalizing();
    release.finalized();
    tell("sluice: finalizer removed");
  }

  void decided() {
    turns++;
  }

  // Time

  /** Does something at a time from now. */
  void after(Duration time, Runnable action) {
    agenda.add(new Appointment(now.plus(time), appointments++, action));
  }

  /** Does something when a stage is entered for the first time. */
  void whenIn(Stage stage, Runnable action) {
    entries.computeIfAbsent(stage, none -> new ArrayList<>()).add(action);
  }

  /** Whether a stage that something waits for was not entered yet. */
  boolean awaitsStages() {
    return !entries.isEmpty();
  }

  /** A stage was decided on. */
  void entered(Stage stage) {
    List<Runnable> actions = entries.remove(stage);
    if (actions != null) {
      actions.forEach(Runnable::run);
    }
  }

  void run(Duration time) {
    Instant end = now.plus(time);
    while (step(end)) {
      // The next event.
    }
  }

  /** Runs until something holds. Returns whether it came to that within the limit. */
  boolean runUntil(BooleanSupplier reached, Duration limit) {
    Instant end = now.plus(limit);
    while (!reached.getAsBoolean()) {
      if (!step(end)) {
        return reached.getAsBoolean();
      }
    }
    return true;
  }

  /** One event. Returns whether the end is not reached yet. */
  private boolean step(Instant end) {
    Instant next = end;
    next = SimulatedOperator.earlier(next, cluster.next(now).orElse(end));
    next = SimulatedOperator.earlier(next, operator.next());
    next = SimulatedOperator.earlier(next, nextSample);
    if (!agenda.isEmpty()) {
      next = SimulatedOperator.earlier(next, agenda.peek().at());
    }
    if (next.isBefore(now)) {
      next = now;
    }
    traffic.advance(next);
    now = next;
    cluster.advance(now);
    settle();
    while (!agenda.isEmpty() && !agenda.peek().at().isAfter(now)) {
      agenda.poll().action().run();
      settle();
    }
    if (!nextSample.isAfter(now)) {
      nextSample = traffic.nextSampleAt(now);
      operator.sampled();
    }
    operator.advance(now);
    settle();
    invariants.check();
    return now.isBefore(end);
  }

  /** After a change: requests follow, and watches announce it. */
  private void settle() {
    cluster.advance(now);
    traffic.follow(cluster, now);
    gateway.follow(this);
    long version =
        cluster.store().version() + (release.version() << 32) + (gateway.version() << 48);
    List<?> endpoints = cluster.endpoints().ready();
    if (version != seenVersion || endpoints != seenEndpoints) {
      seenVersion = version;
      seenEndpoints = endpoints;
      if (operator != null) {
        operator.announce(snapshot(now.plus(watchDelay)));
      }
    }
  }

  SimulatedOperator.Snapshot snapshot(Instant visibleAt) {
    return new SimulatedOperator.Snapshot(
        visibleAt,
        cluster.workloads(now),
        cluster.owned(),
        gateway.seenWith(cluster.surroundings()),
        release.spec(),
        release.generation(),
        release.deleting(),
        release.actions());
  }

  /** The pods of a canary, or of the Deployment itself. */
  List<SimulatedPod> pods(boolean canary) {
    return cluster.controller().pods().stream()
        .filter(pod -> pod.labels().containsKey(Labels.TRACK) == canary)
        .toList();
  }
}
