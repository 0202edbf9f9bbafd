package dev.sluice.world;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.common.ObjectKey;
import dev.sluice.controller.CachingPolicyReader;
import dev.sluice.engine.Decision;
import dev.sluice.engine.DecisionFailure;
import dev.sluice.lifecycle.ActionRequest;
import dev.sluice.lifecycle.Observation;
import dev.sluice.operator.SteadyClock;
import dev.sluice.plan.Change;
import dev.sluice.spec.ReadPolicy;
import dev.sluice.traffic.OwnedObjects;
import dev.sluice.traffic.StoredWrite;
import dev.sluice.traffic.istio.IstioMesh;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operator's process: caches that are filled by watches, a status that is recorded before
 * anything is done because of it, fenced writes with growing pauses between attempts. It can be
 * killed at any point.
 */
final class SimulatedOperator {
  private static final Instant NEVER = Instant.MAX;
  private static final Duration OBSERVE_AGAIN = Duration.ofMillis(200);
  private static final Instant CREATED = Instant.parse("2025-12-31T00:00:00Z");

  private static final Duration TICK = Duration.ofMillis(100);

  /** Where it is killed. */
  enum KillPoint {
    NONE,
    BEFORE_RECORD,
    BEFORE_ACT,
    AFTER_ACT
  }

  /** What the caches have from a time on. */
  record Snapshot(
      Instant visibleAt,
      Observation.Workloads workloads,
      OwnedObjects owned,
      Observation.Surroundings surroundings,
      CanaryReleaseSpec spec,
      long generation,
      boolean deleting,
      List<ActionRequest> actions) {}

  /** A change on its way to the API server. */
  private record Pending(Instant at, Change change, boolean justRecorded, Decision decision) {}

  private final World world;
  private final CachingPolicyReader policies = new CachingPolicyReader();
  private final Deque<Snapshot> snapshots = new ArrayDeque<>();
  private final Map<ObjectKey, StoredWrite> altered = new HashMap<>();
  private CanaryReleaseStatus knownStatus;
  private long knownVersion;
  private Optional<Pending> pending = Optional.empty();
  private Instant wakeAt = NEVER;
  private Instant downUntil = Instant.MIN;
  private Duration downFor = Duration.ZERO;
  private KillPoint killPoint = KillPoint.NONE;
  private Duration skew = Duration.ZERO;
  private SteadyClock clock;
  private String rejection = "";
  private int attempts;
  private Optional<DecisionFailure> failure = Optional.empty();
  private Decision last;

  SimulatedOperator(World world) {
    this.world = world;
    restart();
  }

  // What is done to it

  /** It is killed when it comes to this point, and starts again after a while. */
  void kill(KillPoint point, Duration down) {
    killPoint = point;
    downFor = down;
    if (point == KillPoint.NONE) {
      die();
    }
  }

  private void die() {
    downUntil = world.now().plus(downFor);
    pending = Optional.empty();
    killPoint = KillPoint.NONE;
    wakeAt = downUntil;
    snapshots.clear();
    last = null;
  }

  private void restart() {
    Instant started = world.now();
    InstantSource wall = () -> world.now().plus(skew);
    clock =
        new SteadyClock(
            wall.withZone(ZoneOffset.UTC), () -> Duration.between(started, world.now()).toNanos());
    knownStatus = world.release().status();
    knownVersion = world.release().version();
    rejection = "";
    attempts = 0;
    failure = Optional.empty();
    altered.clear();
    snapshots.clear();
    snapshots.add(world.snapshot(world.now()));
    wakeAt = world.now();
  }

  void skew(Duration by) {
    skew = by;
  }

  void heal() {
    killPoint = KillPoint.NONE;
    skew = Duration.ZERO;
    if (downUntil.isAfter(world.now())) {
      downUntil = world.now();
      wakeAt = world.now();
    }
  }

  boolean isRunning() {
    return !downUntil.isAfter(world.now());
  }

  /** Whether its time is that of everything else, but for a part of a second. */
  boolean hasCorrectClock() {
    return Duration.between(clock.instant(), world.now()).abs().compareTo(TICK) <= 0;
  }

  /** The newest decision; null before the first one. */
  Decision last() {
    return last;
  }

  // Watches

  /** An event of a watch is on its way. */
  void announce(Snapshot snapshot) {
    if (isRunning()) {
      snapshots.add(snapshot);
    }
  }

  // Time

  Instant next() {
    if (world.release().gone()) {
      return NEVER;
    }
    Instant next = wakeAt;
    if (pending.isPresent()) {
      return pending.get().at();
    }
    if (snapshots.size() > 1) {
      Iterable<Snapshot> all = snapshots;
      int i = 0;
      for (Snapshot snapshot : all) {
        if (i++ == 1 && snapshot.visibleAt().isBefore(next)) {
          next = snapshot.visibleAt();
        }
      }
    }
    return next;
  }

  void advance(Instant now) {
    if (!isRunning() || next().isAfter(now) || world.release().gone()) {
      return;
    }
    if (snapshots.isEmpty()) {
      restart();
    }
    if (pending.isPresent()) {
      Pending due = pending.get();
      pending = Optional.empty();
      act(due);
    } else {
      reconcile();
    }
  }

  private Snapshot visible() {
    while (snapshots.size() > 1) {
      Snapshot first = snapshots.pollFirst();
      if (snapshots.peekFirst().visibleAt().isAfter(world.now())) {
        snapshots.addFirst(first);
        break;
      }
    }
    return snapshots.peekFirst();
  }

  private void reconcile() {
    Snapshot seen = visible();
    Instant now = clock.instant();
    Observation observed = observe(seen);
    Decision decision = decide(observed, policies.read(seen.spec()), now);
    last = decision;
    world.invariants().decided(observed, policies.read(seen.spec()), decision, knownStatus, now);
    if (dies(KillPoint.BEFORE_RECORD)) {
      return;
    }
    boolean records = !decision.status().equals(knownStatus);
    if (records && !record(decision)) {
      if (attempts > 0) {
        world
            .plant()
            .unrecorded(decision.urgentChange(IstioMesh.INSTANCE.kinds()))
            .filter(change -> world.api().answer(change, world.now()) == ApiFaults.Answer.MADE)
            .filter(world::write)
            .ifPresent(this::remember);
      }
      return;
    }
    if (decision.finished()) {
      world.finalizeRelease();
      return;
    }
    if (decision.change().isEmpty()) {
      rejection = "";
      attempts = 0;
      wakeAt = world.now().plus(decision.requeueAfter());
      if (snapshots.size() == 1 && skew.isZero() && failure.isEmpty()) {
        world.invariants().asleep(observed, policies.read(seen.spec()), decision, now);
      }
      return;
    }
    if (dies(KillPoint.BEFORE_ACT)) {
      return;
    }
    Instant at = world.now().plus(world.api().latency(world.now()));
    pending = Optional.of(new Pending(at, decision.change().get(), records, decision));
  }

  private Decision decide(Observation observed, ReadPolicy policy, Instant now) {
    if (!world.decisionsFail()) {
      failure = Optional.empty();
      return world.decider().decide(observed, policy, knownStatus, now);
    }
    DecisionFailure next =
        DecisionFailure.after(failure, new IllegalStateException("a planted error"));
    failure = Optional.of(next);
    return world.plant().undecided(world.engine().protect(observed, knownStatus, next, now));
  }

  private Observation observe(Snapshot seen) {
    Optional<AnalysisTarget> target =
        world
            .engine()
            .target(
                StoredRelease.NAMESPACE,
                StoredRelease.NAME,
                policies.read(seen.spec()),
                knownStatus);
    return new Observation(
        new Observation.Self(
            world.release().ref(), seen.generation(), CREATED, seen.deleting(), seen.actions()),
        seen.workloads(),
        seen.owned(),
        seen.surroundings(),
        target.map(wanted -> world.traffic().snapshot(wanted, world.now())),
        WorldPlaintext.of(world.traffic(), world.now()),
        rejection,
        Map.copyOf(altered),
        Optional.empty());
  }

  /** Whether the status is recorded. */
  private boolean record(Decision decision) {
    switch (world.api().answerToStatus(world.now())) {
      case MADE -> {
        if (!world.release().record(decision.status(), knownVersion)) {
          refresh();
          return false;
        }
        knownStatus = decision.status();
        knownVersion = world.release().version();
        return true;
      }
      case UNANSWERED -> {
        world.release().record(decision.status(), knownVersion);
        failed("");
      }
      case LATE -> {
        long version = knownVersion;
        world.after(
            world.api().lateness(), () -> world.release().record(decision.status(), version));
        failed("");
      }
      case REFUSED -> failed("denied by a webhook");
      default -> failed("");
    }
    return false;
  }

  private void act(Pending due) {
    boolean stale = !due.justRecorded() && knownVersion != world.release().version();
    if (stale) {
      refresh();
      return;
    }
    switch (world.api().answer(due.change(), world.now())) {
      case MADE -> {
        if (!world.write(due.change())) {
          wakeAt = world.now().plus(OBSERVE_AGAIN);
          return;
        }
        remember(due.change());
        world.invariants().changed(due.decision());
        rejection = "";
        attempts = 0;
        wakeAt = world.now().plus(due.decision().requeueAfter());
        see();
        dies(KillPoint.AFTER_ACT);
      }
      case UNANSWERED -> {
        world.write(due.change());
        failed("");
      }
      case LATE -> {
        world.after(world.api().lateness(), () -> world.writeLate(due.change()));
        failed("");
      }
      case REFUSED -> {
        boolean isNew = rejection.isEmpty();
        failed("denied by a webhook");
        if (isNew) {
          wakeAt = world.now().plus(OBSERVE_AGAIN);
        }
      }
      default -> failed("");
    }
  }

  /** How an object was stored, if otherwise than it was sent. */
  private void remember(Change change) {
    Optional<StoredWrite> before = Optional.ofNullable(altered.remove(change.target()));
    if (change instanceof Change.Apply apply) {
      StoredWrite.of(
              apply.object(),
              world.cluster().store().get(apply.target()).orElseThrow(),
              before,
              world.now())
          .ifPresent(write -> altered.put(apply.target(), write));
    }
  }

  /** The answer to a write is what the caches have next. */
  private void see() {
    snapshots.clear();
    snapshots.add(world.snapshot(world.now()));
    wakeAt = earlier(wakeAt, world.now().plusMillis(20));
  }

  private void refresh() {
    knownStatus = world.release().status();
    knownVersion = world.release().version();
    wakeAt = world.now().plus(OBSERVE_AGAIN);
  }

  private void failed(String message) {
    rejection = message.isEmpty() ? rejection : message;
    attempts++;
    wakeAt = world.now().plusSeconds(Math.min(10, 1L << Math.min(attempts - 1, 10)));
  }

  private boolean dies(KillPoint point) {
    if (killPoint == point && point != KillPoint.NONE) {
      die();
      return true;
    }
    return false;
  }

  /** A new sample is there. */
  void sampled() {
    if (isRunning() && pending.isEmpty()) {
      wakeAt = earlier(wakeAt, world.now());
    }
  }

  static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
