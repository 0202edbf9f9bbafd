package dev.sluice.status;

import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.MetricStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.api.v1alpha1.StableStatus;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.api.v1alpha1.TargetStatus;
import dev.sluice.common.Quantities;
import dev.sluice.engine.Decision;
import dev.sluice.engine.Decision.News;
import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.Release;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.ReleaseView;
import dev.sluice.lifecycle.StableRevision;
import dev.sluice.lifecycle.Stage;
import dev.sluice.plan.Change;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.Violation;
import dev.sluice.workload.DeploymentView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The status: what people and tools see of a {@link ReleaseState}. */
public final class StatusBuilder {
  /**
   * Evidence and numbers move with every scrape; they are written this often, by their own time,
   * and not those of all releases in one moment.
   */
  static final Duration REFRESH = Duration.ofSeconds(20);

  /** How long nobody may know before the release is called held. */
  static final Duration GRACE = Duration.ofSeconds(20);

  private final Observation seen;
  private final ReleasePolicy policy;
  private final ReleaseState before;
  private final ReleaseState state;
  private final Optional<Verdict> verdict;
  private final List<Violation> refusals;
  private final CanaryReleaseStatus recorded;
  private final CheckpointCodec keeper;
  private final Instant now;
  private final boolean onlyEvidenceMoved;

  /**
   * @param policy null when the spec names no target
   * @param before as recorded
   * @param verdict on the version on trial, empty when none is
   * @param recorded the status as last recorded, null when there is none
   * @param keeper writes the checkpoint
   */
  public StatusBuilder(
      Observation seen,
      ReleasePolicy policy,
      ReleaseState before,
      ReleaseState state,
      Optional<Verdict> verdict,
      List<Violation> refusals,
      CanaryReleaseStatus recorded,
      CheckpointCodec keeper,
      Instant now) {
    this.seen = seen;
    this.policy = policy;
    this.before = before;
    this.state = state;
    this.verdict = verdict;
    this.refusals = refusals;
    this.recorded = recorded;
    this.keeper = keeper;
    this.now = now;
    this.onlyEvidenceMoved = onlyEvidenceMoved();
  }

  public Decision decision(
      Optional<Change> change, List<News> news, Duration lookAgain, boolean finished) {
    List<News> all = new ArrayList<>(news);
    CanaryReleaseStatus status = calm().orElseGet(this::fresh);
    news(status).ifPresent(all::add);
    return new Decision(state, status, change, List.copyOf(all), verdict, lookAgain, finished);
  }

  /** The recorded status while only numbers have moved and it is not time to refresh them. */
  private Optional<CanaryReleaseStatus> calm() {
    boolean shown =
        recorded != null && recorded.release() != null && recorded.release().metrics() != null;
    if (!shown || !onlyEvidenceMoved) {
      return Optional.empty();
    }
    Phase phase = phase();
    String message = refusals.isEmpty() ? recorded.message() : message(phase);
    CanaryReleaseStatus status = status(phase, message, recorded.release().metrics());
    return status.equals(recorded) ? Optional.of(recorded) : Optional.empty();
  }

  private CanaryReleaseStatus fresh() {
    Phase phase = phase();
    return status(phase, message(phase), state.release() == null ? null : metrics());
  }

  private CanaryReleaseStatus status(Phase phase, String message, List<MetricStatus> metrics) {
    return new CanaryReleaseStatus(
        seen.self().generation(),
        seen.deployment().map(d -> new TargetStatus(d.generation())).orElse(null),
        phase,
        message,
        stable(),
        release(metrics),
        state.history(),
        checkpoint(),
        new Conditions(seen, policy, state, verdict, refusals, phase, stalled(phase), message, now)
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

  /** What is left out is learned again from the same samples, with the same result. */
  private boolean onlyEvidenceMoved() {
    return before.evidence() != null
        && state.evidence() != null
        && turn(state.evidence().time()) == turn(before.evidence().time())
        && before.evidence(state.evidence()).equals(state);
  }

  /** Which time of refreshing a second belongs to. */
  private long turn(long seconds) {
    int own = seen.self().namespace().hashCode() * 31 + seen.self().name().hashCode();
    return Math.floorDiv(seconds + own, REFRESH.toSeconds());
  }

  private String checkpoint() {
    boolean there = recorded != null && recorded.checkpoint() != null;
    return there && (onlyEvidenceMoved || state.equals(before))
        ? recorded.checkpoint()
        : keeper.write(state);
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
        .filter(d -> new ReleaseView(seen, policy, state, verdict, now).rejected(d))
        .isPresent();
  }

  /** A new template waits for {@code spec.paused} to go. */
  private boolean waitsPaused() {
    return policy.paused() && seen.deployment().filter(DeploymentView::paused).isPresent();
  }

  /** Held longer than the policy's patience, or users kept away from failing pods. */
  private boolean stalled(Phase phase) {
    if (phase == Phase.RolledBack || phase == Phase.Blocked || state.stage() == Stage.RETURNED) {
      return true;
    }
    if (state.stage() == Stage.ROLLING) {
      return seen.deployment().flatMap(DeploymentView::deadlineExceeded).isPresent();
    }
    if (phase != Phase.Held) {
      return false;
    }
    ReleasePolicy.Patience patience =
        switch (state.unknown()) {
          case NO_DATA -> policy.onNoData();
          case SUSPECT, UNPROVEN -> policy.onInconclusive();
          default -> policy.onNoTraffic();
        };
    return !now.isBefore(state.unknownSince().plus(patience.after()));
  }

  private String message(Phase phase) {
    if (!refusals.isEmpty()) {
      return String.join("; ", refusals.stream().map(Violation::toString).toList());
    }
    return new StatusMessages(seen, policy, state, verdict).message(phase);
  }

  private StableStatus stable() {
    StableRevision stable = state.stable();
    return stable == null
        ? null
        : new StableStatus(
            stable.revision(), stable.version(), stable.images(), Quantities.text(stable.since()));
  }

  private ReleaseStatus release(List<MetricStatus> metrics) {
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
        Quantities.text(release.startedAt()),
        Quantities.text(release.finishedAt()),
        step(),
        metrics);
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
        Quantities.text(state.since()),
        waitingFor());
  }

  private String waitingFor() {
    return switch (state.stage()) {
      case STEPPING ->
          state.unknown() == null ? waited() : Conditions.camel(state.unknown().name());
      case STARTING, SCALING -> "CanaryPods";
      case ROLLING -> "DeploymentRollout";
      case TAKING_BACK, SETTLING -> "Drain";
      default -> "Propagation";
    };
  }

  private String waited() {
    ReleaseView sight = new ReleaseView(seen, policy, state, verdict, now);
    boolean time = sight.waited(policy.step(state.step()).duration());
    return time && sight.toBeProven() ? "Proof" : "Duration";
  }

  private List<MetricStatus> metrics() {
    if (verdict.isEmpty() || verdict.get().findings().isEmpty() || state.release().finished()) {
      return recorded == null || recorded.release() == null || newer()
          ? null
          : recorded.release().metrics();
    }
    boolean exchanged = state.stage() == Stage.HANDING_BACK || state.stage() == Stage.SETTLING;
    return verdict.get().findings().stream()
        .map(
            finding -> {
              String candidate = finding.candidate().toString();
              String baseline = finding.baseline().toString();
              return new MetricStatus(
                  finding.metric(),
                  Conditions.camel(finding.result().name()),
                  finding.message(),
                  exchanged ? baseline : candidate,
                  exchanged ? candidate : baseline,
                  finding.logEvidence().map(Verdict::odds).orElse(null));
            })
        .toList();
  }

  private boolean newer() {
    return !Objects.equals(recorded.release().revision(), state.release().revision());
  }
}
