package dev.sluice.simulation;

import static dev.sluice.api.v1alpha1.Outcome.RolledBack;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.PlaintextTraffic;
import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.common.ReleaseRef;
import dev.sluice.engine.Decision;
import dev.sluice.engine.ReleaseEngine;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.simulation.SimulationOutcome.End;
import dev.sluice.simulation.Trace.TraceEvent;
import dev.sluice.simulation.Trace.TracePoint;
import dev.sluice.simulation.cluster.SimulatedCluster;
import dev.sluice.simulation.cluster.UserManifests;
import dev.sluice.traffic.istio.IstioMesh;
import dev.sluice.workload.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A simulated release, from its first to its last decision. */
final class SimulatedRelease {
  /** Delay until a write is observed through a watch. */
  private static final Duration WATCH_DELAY = Duration.ofMillis(100);

  /** Time for the adoption of a Deployment. */
  private static final Duration ADOPTION = Duration.ofMinutes(5);

  /** Versions of the stable and the new template. */
  static final String STABLE = "1";

  static final String CANARY = "2";

  private static final int REPLICAS = 4;

  /** The adoption has revision 1. */
  private static final long REVISION = 2;

  private final SimulationInput input;
  private final SimulatedCluster cluster;
  private final InMemoryCheckpointCodec checkpoints;
  private final ReleaseEngine engine;
  private final Optional<SimulatedTraffic> traffic;
  private final boolean traced;
  private final Instant startedAt;
  private final List<TracePoint> points = new ArrayList<>();
  private final List<TraceEvent> events = new ArrayList<>();
  private CanaryReleaseStatus status;
  private Optional<AnalysisTarget> target = Optional.empty();
  private ReleaseState state;
  private Instant now;

  /** What the newest verdict says. */
  private String findings = "";

  /** When all requests were back on the stable version, or null. */
  private Instant rolledBackAt;

  private SimulatedRelease(
      SimulationInput input,
      SimulatedCluster cluster,
      InMemoryCheckpointCodec checkpoints,
      Optional<SimulatedTraffic> traffic,
      Instant now,
      boolean traced) {
    this.input = input;
    this.cluster = cluster;
    this.checkpoints = checkpoints;
    this.engine = new ReleaseEngine(IstioMesh.INSTANCE, checkpoints, "simulate");
    this.traffic = traffic;
    this.startedAt = now;
    this.now = now;
    this.traced = traced;
  }

  /**
   * A Deployment that is adopted and idle.
   *
   * @param at when the adoption is complete at the latest
   * @param pods how long pods take to become ready
   */
  static SimulatedRelease adopted(SimulationInput input, Instant at, Duration pods) {
    Instant before = at.minus(ADOPTION).minus(pods);
    SimulatedCluster cluster =
        new SimulatedCluster(
            input.namespace(),
            input.policy().deployment(),
            input.policy().service(),
            UserManifests.template(input.policy().deployment(), STABLE),
            REPLICAS,
            1,
            pod -> pod.version().equals(STABLE) ? Instant.EPOCH : pod.startedAt().plus(pods),
            before);
    SimulatedRelease release =
        new SimulatedRelease(
            input, cluster, new InMemoryCheckpointCodec(), Optional.empty(), before, false);
    do {
      release.advance(release.decide());
    } while (release.state.stage() != Stage.IDLE && release.now.isBefore(at));
    return release;
  }

  /** A new version is applied to a copy of the adopted Deployment {@code from}. */
  SimulatedRelease(SimulatedRelease from, Instant now, SimulatedTraffic traffic, boolean traced) {
    this(
        from.input,
        from.cluster.copy(),
        from.checkpoints.copy(),
        Optional.of(traffic),
        now,
        traced);
    this.status = from.status;
    this.state = from.state;
    cluster.release(UserManifests.template(input.policy().deployment(), CANARY), now);
  }

  /** Whether the workload is the canary Deployment. */
  static boolean isCanary(String workload) {
    return workload.endsWith(Labels.canary("", REVISION));
  }

  /** Runs until the release has ended, or up to the limit. */
  Trace toEnd(Instant limit) {
    while (true) {
      Instant next = decide();
      if (state.release() != null && state.release().finishedAt() != null) {
        return end(ended());
      }
      if (!next.isBefore(limit)) {
        advance(limit);
        return end(held());
      }
      advance(next);
    }
  }

  /** Runs until the release is promoted or rolled back, or up to the limit. */
  Trace toVerdict(Instant limit) {
    while (true) {
      Instant next = decide();
      if (state.stage() == Stage.RESUMING_DEPLOYMENT) {
        return end(outcome(End.PROMOTED, "Promoted", "all steps passed. " + findings));
      }
      if (state.stage() == Stage.ROLLING_BACK || state.stage() == Stage.STOPPING_CANARY) {
        return end(ended());
      }
      if (!next.isBefore(limit)) {
        advance(limit);
        return end(held());
      }
      advance(next);
    }
  }

  private Trace end(SimulationOutcome outcome) {
    return new Trace(outcome, points, events);
  }

  private SimulationOutcome ended() {
    End end =
        switch (state.release().outcome()) {
          case Promoted -> End.PROMOTED;
          case RolledBack -> End.ROLLED_BACK;
          default -> End.HELD;
        };
    return outcome(end, state.release().reason(), state.release().message());
  }

  private SimulationOutcome held() {
    String reason = state.hold() == null ? "NotFinished" : reason(state.hold().cause());
    return outcome(End.HELD, reason, status.message());
  }

  private static String reason(Verdict.Result result) {
    return switch (result) {
      case NO_TRAFFIC -> "NoTraffic";
      case NO_DATA -> "NoData";
      case TRAFFIC_DEFICIT -> "TrafficDeficit";
      case TRAFFIC_SURPLUS -> "TrafficSurplus";
      case SHARED_OUTAGE -> "SharedOutage";
      default -> "Inconclusive";
    };
  }

  private SimulationOutcome outcome(End end, String reason, String message) {
    return new SimulationOutcome(
        end,
        reason,
        message,
        Duration.between(
            startedAt, end == End.ROLLED_BACK && rolledBackAt != null ? rolledBackAt : now),
        traffic.map(SimulatedTraffic::canaryRequests).orElse(0L),
        traffic.map(SimulatedTraffic::excessErrors).orElse(0.0));
  }

  /** Makes one decision. Returns the time of the next one. */
  private Instant decide() {
    Decision decision = engine.decide(observation(), input.read(), status, now);
    boolean sameStage = state != null && state.stage() == decision.state().stage();
    state = decision.state();
    decision.verdict().ifPresent(verdict -> findings = verdict.message());
    if (!decision.status().equals(status)) {
      status = decision.status();
      target = engine.target(input.namespace(), input.name(), input.read(), status);
    }
    decision.change().ifPresent(change -> cluster.write(change, now));
    boolean rolledBack = state.release() != null && state.release().outcome() == RolledBack;
    if (rolledBack && rolledBackAt == null && weight() == 0) {
      rolledBackAt = now;
    }
    if (traced) {
      record(decision);
    }
    return nextDecisionAt(decision, sameStage);
  }

  /**
   * Time of the next decision.
   *
   * @param sameStage whether the stage did not change
   */
  private Instant nextDecisionAt(Decision decision, boolean sameStage) {
    boolean waiting = sameStage && state.stage() == Stage.RUNNING_STEP && target.isPresent();
    Instant next =
        decision.change().isPresent()
            ? now.plus(WATCH_DELAY)
            : waiting && state.position().isApplied()
                ? Deadlines.next(input.policy(), state, now).orElse(Instant.MAX)
                : now.plus(decision.requeueAfter());
    if (target.isPresent() && traffic.isPresent()) {
      next = earlier(next, traffic.get().nextSampleAt(now));
    }
    return earlier(next, cluster.next(now).orElse(next));
  }

  private int weight() {
    return cluster.proxies().routes().get(0).weight();
  }

  private static Instant earlier(Instant one, Instant other) {
    return other.isBefore(one) ? other : one;
  }

  private void advance(Instant next) {
    traffic.ifPresent(requests -> requests.advance(next, cluster));
    now = next;
    cluster.advance(now);
  }

  private void record(Decision decision) {
    double seconds = Duration.between(startedAt, now).toMillis() / 1000.0;
    points.add(
        new TracePoint(
            seconds,
            weight() / 100.0,
            decision.verdict().map(Verdict::logHarm).orElse(Double.NaN)));
    decision
        .events()
        .forEach(
            event -> events.add(new TraceEvent(seconds, event.reason().name(), event.message())));
  }

  private Observation observation() {
    return new Observation(
        new Observation.Self(
            new ReleaseRef(
                input.namespace(),
                input.name(),
                "",
                input.policy().deployment(),
                input.policy().service()),
            1,
            Instant.EPOCH,
            false,
            List.of()),
        cluster.workloads(now),
        cluster.owned(),
        cluster.surroundings(),
        target.flatMap(analyzed -> traffic.map(requests -> requests.snapshot(analyzed, now))),
        Optional.of(PlaintextTraffic.none(Duration.ofMinutes(10))),
        "",
        Map.of(),
        Optional.empty());
  }
}
