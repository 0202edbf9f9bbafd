package dev.sluice.release;

import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.MetricStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.api.v1alpha1.StableStatus;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.api.v1alpha1.TargetStatus;
import dev.sluice.release.Decision.News;
import dev.sluice.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The status: what people and tools see of a {@link State}. */
final class Report {
  /** Numbers in the message move with every scrape; they are written this often at most. */
  static final Duration REFRESH = Duration.ofSeconds(10);

  /** How long nobody may know before the release is called held. */
  static final Duration GRACE = Duration.ofSeconds(20);

  private final Observation seen;
  private final Policy policy;
  private final State state;
  private final List<Refusal> refusals;
  private final CanaryReleaseStatus recorded;
  private final Instant now;

  /**
   * @param policy null when the spec names no target
   * @param recorded the status as last recorded, null when there is none
   */
  Report(
      Observation seen,
      Policy policy,
      State state,
      List<Refusal> refusals,
      CanaryReleaseStatus recorded,
      Instant now) {
    this.seen = seen;
    this.policy = policy;
    this.state = state;
    this.refusals = refusals;
    this.recorded = recorded;
    this.now = now;
  }

  Decision decision(
      Optional<Change> change, List<News> news, Duration lookAgain, boolean finished) {
    List<News> all = new ArrayList<>(news);
    CanaryReleaseStatus status = status();
    news(status).ifPresent(all::add);
    return new Decision(state, calm(status), change, List.copyOf(all), lookAgain, finished);
  }

  private CanaryReleaseStatus status() {
    Phase phase = phase();
    String message = message(phase);
    return new CanaryReleaseStatus(
        seen.self().generation(),
        seen.deployment().map(d -> new TargetStatus(d.generation())).orElse(null),
        phase,
        message,
        stable(),
        release(),
        state.history(),
        Checkpoint.write(state),
        new Conditions(seen, policy, state, refusals, phase, stalled(phase), message, now)
            .all(recorded == null ? List.of() : recorded.conditions()));
  }

  /** What changed for people since the recorded status and was told by nobody else. */
  private Optional<News> news(CanaryReleaseStatus status) {
    if (!refusals.isEmpty() && (recorded == null || !status.message().equals(recorded.message()))) {
      return Optional.of(new News(true, refusals.get(0).reason(), refusals.get(0).toString()));
    }
    boolean wasHeld = recorded != null && recorded.phase() == Phase.Held;
    if (status.phase() == Phase.Held && !wasHeld) {
      return Optional.of(new News(true, "Held", status.message()));
    }
    if (wasHeld && status.phase() == Phase.Releasing) {
      return Optional.of(new News(false, "Resumed", status.message()));
    }
    return Optional.empty();
  }

  /** The recorded status while only numbers have moved and it is not time to refresh them. */
  private CanaryReleaseStatus calm(CanaryReleaseStatus status) {
    if (recorded == null || recorded.release() == null || status.release() == null) {
      return status;
    }
    boolean same =
        Objects.equals(
            withNumbers(status, recorded.message(), recorded.release().metrics()), recorded);
    List<MetricStatus> numbers = recorded.release().metrics();
    boolean hasNumbers = numbers != null && !numbers.isEmpty();
    // By the wall clock: no time of the last write has to be kept.
    boolean due = now.getEpochSecond() % REFRESH.toSeconds() < 2;
    return same && hasNumbers && !due ? recorded : status;
  }

  private static CanaryReleaseStatus withNumbers(
      CanaryReleaseStatus status, String message, List<MetricStatus> metrics) {
    ReleaseStatus release = status.release();
    return new CanaryReleaseStatus(
        status.observedGeneration(),
        status.target(),
        status.phase(),
        message,
        status.stable(),
        new ReleaseStatus(
            release.revision(),
            release.version(),
            release.images(),
            release.outcome(),
            release.reason(),
            release.message(),
            release.startedAt(),
            release.finishedAt(),
            release.step(),
            metrics),
        status.history(),
        status.checkpoint(),
        status.conditions());
  }

  private Phase phase() {
    Stage stage = state.stage();
    if (seen.self().deleting() || stage.leaving()) {
      return Phase.Terminating;
    }
    boolean blocked = !refusals.isEmpty();
    if (blocked && (stage == Stage.PENDING || stage == Stage.RESTING || stage.forward())) {
      return Phase.Blocked;
    }
    if (stage == Stage.RECOVERING) {
      return Phase.Recovering;
    }
    if (stage.adopting()) {
      return Phase.Pending;
    }
    if (stage.forward()) {
      return policy.paused() ? Phase.Paused : heldLongEnough() ? Phase.Held : Phase.Releasing;
    }
    if (stage == Stage.RESTING || stage == Stage.RESUMING) {
      return rejected() ? Phase.RolledBack : waitsPaused() ? Phase.Paused : Phase.Stable;
    }
    boolean back =
        stage == Stage.TAKING_BACK
            || stage == Stage.CLEARING
            || (stage == Stage.LETTING_GO && !state.release().ends(Outcome.InProgress));
    return back ? Phase.RollingBack : Phase.Promoting;
  }

  /** Every step begins without requests: that alone is nothing to tell. */
  private boolean heldLongEnough() {
    return state.unknown() != null && !now.isBefore(state.unknownSince().plus(GRACE));
  }

  private boolean rejected() {
    return seen.deployment()
        .filter(d -> new Sight(seen, policy, state, now).rejected(d))
        .isPresent();
  }

  /** A new template waits for {@code spec.paused} to go. */
  private boolean waitsPaused() {
    return policy.paused() && seen.deployment().filter(Workload::paused).isPresent();
  }

  /** Held longer than the policy's patience, or users kept away from failing pods. */
  private boolean stalled(Phase phase) {
    if (phase == Phase.RolledBack || phase == Phase.Blocked || state.stage() == Stage.RETURNED) {
      return true;
    }
    if (state.stage() == Stage.ROLLING) {
      return seen.deployment().flatMap(Workload::deadlineExceeded).isPresent();
    }
    if (phase != Phase.Held) {
      return false;
    }
    Policy.Patience patience =
        state.unknown() == Verdict.Result.NO_DATA ? policy.onNoData() : policy.onNoTraffic();
    return !now.isBefore(state.unknownSince().plus(patience.after()));
  }

  private String message(Phase phase) {
    if (!refusals.isEmpty()) {
      return String.join("; ", refusals.stream().map(Refusal::toString).toList());
    }
    return new Story(seen, policy, state).message(phase);
  }

  private StableStatus stable() {
    StableVersion stable = state.stable();
    return stable == null
        ? null
        : new StableStatus(
            stable.revision(), stable.version(), stable.images(), Times.text(stable.since()));
  }

  private ReleaseStatus release() {
    Release release = state.release();
    if (release == null) {
      return null;
    }
    return new ReleaseStatus(
        release.revision(),
        release.version(),
        release.images(),
        release.finished() ? release.outcome() : Outcome.InProgress,
        release.reason(),
        release.message(),
        Times.text(release.startedAt()),
        Times.text(release.finishedAt()),
        step(),
        metrics());
  }

  private StepStatus step() {
    if (state.step() < 0 || state.release().finished()) {
      return null;
    }
    int index = Math.min(state.step(), policy.steps().size() - 1);
    return new StepStatus(
        index + 1,
        (index + 1) + "/" + policy.steps().size(),
        policy.step(index).name(),
        state.weight(),
        Times.text(state.since()),
        waitingFor());
  }

  private String waitingFor() {
    return switch (state.stage()) {
      case STEPPING ->
          state.unknown() == null ? "Duration" : Conditions.camel(state.unknown().name());
      case STARTING, SCALING -> "CanaryPods";
      case ROLLING -> "DeploymentRollout";
      case TAKING_BACK, SETTLING -> "Drain";
      default -> "Propagation";
    };
  }

  private List<MetricStatus> metrics() {
    if (seen.verdict().isEmpty() || state.release().finished()) {
      return recorded == null || recorded.release() == null || newer()
          ? null
          : recorded.release().metrics();
    }
    Verdict verdict = seen.verdict().get();
    boolean exchanged = state.stage() == Stage.HANDING_BACK || state.stage() == Stage.SETTLING;
    String candidate = verdict.candidate().toString();
    String baseline = verdict.baseline().toString();
    return List.of(
        new MetricStatus(
            verdict.metric(),
            Conditions.camel(verdict.result().name()),
            verdict.message(),
            exchanged ? baseline : candidate,
            exchanged ? candidate : baseline));
  }

  private boolean newer() {
    return !Objects.equals(recorded.release().revision(), state.release().revision());
  }
}
