package dev.sluice.simulation;

import static dev.sluice.api.v1alpha1.Outcome.RolledBack;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.engine.Decision;
import dev.sluice.engine.ReleaseEngine;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.simulation.SimulationOutcome.End;
import dev.sluice.simulation.Trace.Event;
import dev.sluice.simulation.Trace.Moment;
import dev.sluice.traffic.istio.IstioObjects;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One release from its first to its last decision. */
final class SimulatedRelease {
  /** A write comes back through a watch. */
  private static final Duration ECHO = Duration.ofMillis(100);

  /** Ample time to take a Deployment over. */
  private static final Duration BEFORE = Duration.ofMinutes(5);

  /** Versions of the running and the new template. */
  static final String STABLE = "1";

  static final String CANARY = "2";

  /** What the canary of {@link #CANARY} is called: the first release has revision 2. */
  private static final String SUFFIX = "-canary-2";

  private final SimulationInput subject;
  private final SimulatedCluster cluster;
  private final InMemoryCheckpointCodec kept;
  private final Optional<SimulatedTraffic> users;
  private final boolean traced;
  private final Instant begun;
  private final List<Moment> moments = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private CanaryReleaseStatus status;
  private Optional<AnalysisTarget> trial = Optional.empty();
  private ReleaseState state;
  private Instant now;

  /** When the users were back on the running version, or null. */
  private Instant returned;

  private SimulatedRelease(
      SimulationInput subject,
      SimulatedCluster cluster,
      InMemoryCheckpointCodec kept,
      Optional<SimulatedTraffic> users,
      Instant now,
      boolean traced) {
    this.subject = subject;
    this.cluster = cluster;
    this.kept = kept;
    this.users = users;
    this.begun = now;
    this.now = now;
    this.traced = traced;
  }

  /**
   * A Deployment that is taken over and at rest.
   *
   * @param at not before anything happens after this
   * @param pods how long pods take to become ready
   */
  static SimulatedRelease adopted(SimulationInput subject, Instant at, Duration pods) {
    SimulatedCluster cluster =
        new SimulatedCluster(
            subject.namespace(),
            subject.policy().deployment(),
            subject.policy().service(),
            STABLE,
            pods);
    Instant before = at.minus(BEFORE).minus(pods);
    SimulatedRelease run =
        new SimulatedRelease(
            subject, cluster, new InMemoryCheckpointCodec(), Optional.empty(), before, false);
    do {
      run.advance(run.turn());
    } while (run.state.stage() != Stage.RESTING && run.now.isBefore(at));
    return run;
  }

  /** A new version is written to an adopted Deployment, {@code from}, which stays as it is. */
  SimulatedRelease(SimulatedRelease from, Instant now, SimulatedTraffic users, boolean traced) {
    this(
        from.subject,
        new SimulatedCluster(from.cluster),
        from.kept.copy(),
        Optional.of(users),
        now,
        traced);
    this.status = from.status;
    this.state = from.state;
    cluster.release(CANARY);
  }

  /** Whether this is the name of the canary's Deployment. */
  static boolean isCanary(String workload) {
    return workload.endsWith(SUFFIX);
  }

  /** Plays until the release is over, or time is. */
  Trace toEnd(Instant limit) {
    while (true) {
      Instant next = turn();
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

  /** Plays until the release has been decided on: promoted, taken back, or not at all. */
  Trace toVerdict(Instant limit) {
    while (true) {
      Instant next = turn();
      if (state.stage() == Stage.UNPAUSING) {
        return end(outcome(End.PROMOTED, "Promoted", "every step was passed"));
      }
      if (state.stage() == Stage.TAKING_BACK || state.stage() == Stage.CLEARING) {
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
    return new Trace(outcome, moments, events);
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
    String why = state.unknown() == null ? "NotFinished" : words(state.unknown());
    return outcome(End.HELD, why, status.message());
  }

  private static String words(Verdict.Result result) {
    return switch (result) {
      case NO_TRAFFIC -> "NoTraffic";
      case NO_DATA -> "NoData";
      case TRAFFIC_DEFICIT -> "TrafficDeficit";
      case SHARED_OUTAGE -> "SharedOutage";
      default -> "Inconclusive";
    };
  }

  private SimulationOutcome outcome(End end, String reason, String message) {
    return new SimulationOutcome(
        end,
        reason,
        message,
        Duration.between(begun, end == End.ROLLED_BACK && returned != null ? returned : now),
        users.map(SimulatedTraffic::canaryRequests).orElse(0L),
        users.map(SimulatedTraffic::hurt).orElse(0.0));
  }

  /** One decision. Returns when the next one is due. */
  private Instant turn() {
    Decision decision = ReleaseEngine.decide(observation(), subject.read(), status, kept, now);
    boolean within = state != null && state.stage() == decision.state().stage();
    state = decision.state();
    if (!decision.status().equals(status)) {
      status = decision.status();
      trial =
          ReleaseEngine.trial(subject.namespace(), subject.name(), subject.read(), status, kept);
    }
    decision.change().ifPresent(change -> cluster.apply(change, now));
    boolean back = state.release() != null && state.release().outcome() == RolledBack;
    if (back && returned == null && cluster.weight() == 0) {
      returned = now;
    }
    if (traced) {
      note(decision);
    }
    return due(decision, within);
  }

  /**
   * When to decide again.
   *
   * @param within the decision has not led to another stage
   */
  private Instant due(Decision decision, boolean within) {
    boolean waits = within && state.stage() == Stage.STEPPING && trial.isPresent();
    Instant next =
        decision.change().isPresent()
            ? now.plus(ECHO)
            : waits && state.placed() != null
                ? Deadlines.next(subject.policy(), state, now).orElse(Instant.MAX)
                : now.plus(decision.lookAgain());
    if (trial.isPresent() && users.isPresent()) {
      next = earlier(next, users.get().next(now));
    }
    return earlier(next, cluster.next().orElse(next));
  }

  private static Instant earlier(Instant one, Instant other) {
    return other.isBefore(one) ? other : one;
  }

  private void advance(Instant next) {
    users.ifPresent(there -> there.pass(next, cluster));
    now = next;
    cluster.settle(now);
  }

  private void note(Decision decision) {
    double seconds = Duration.between(begun, now).toMillis() / 1000.0;
    moments.add(
        new Moment(
            seconds,
            cluster.weight(),
            decision.verdict().map(Verdict::logHarm).orElse(Double.NaN)));
    decision.news().forEach(news -> events.add(new Event(seconds, news.reason(), news.message())));
  }

  private Observation observation() {
    return new Observation(
        new Observation.Self(subject.namespace(), subject.name(), "0", 1, Instant.EPOCH, false),
        cluster.deployment(),
        cluster.podSets(),
        cluster.canaries(),
        cluster.readyEndpoints(),
        cluster.service(),
        cluster.mesh(IstioObjects.VIRTUAL_SERVICE),
        cluster.mesh(IstioObjects.DESTINATION_RULE),
        cluster.mesh(IstioObjects.PEER_AUTHENTICATION),
        List.of(),
        List.of(),
        Optional.empty(),
        trial.flatMap(wanted -> users.map(there -> there.samples(wanted, now))),
        "");
  }
}
