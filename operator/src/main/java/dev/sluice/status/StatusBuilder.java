package dev.sluice.status;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.MetricStatus;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.api.v1alpha1.StableStatus;
import dev.sluice.api.v1alpha1.TargetStatus;
import dev.sluice.common.Quantities;
import dev.sluice.lifecycle.Bypasses;
import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.StableRevision;
import dev.sluice.lifecycle.Turn;
import dev.sluice.messages.Reason;
import dev.sluice.plan.Plan;
import dev.sluice.spec.Violation;
import dev.sluice.traffic.Mesh;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The status of a turn, and the events that its changes are. */
public final class StatusBuilder {
  private final Turn turn;
  private final ReleaseState before;
  private final Optional<CanaryReleaseStatus> recorded;
  private final CheckpointCodec codec;
  private final boolean numbersOnly;
  private final MutualTlsCondition mutualTls;

  /**
   * A builder for one turn.
   *
   * @param turn in the state that was decided on
   * @param before the state as recorded
   * @param recorded the status as last recorded, empty when there is none
   * @param codec writes the checkpoint
   */
  public StatusBuilder(
      Turn turn,
      ReleaseState before,
      Plan plan,
      Optional<CanaryReleaseStatus> recorded,
      CheckpointCodec codec,
      Mesh mesh) {
    this.turn = turn;
    this.before = before;
    this.recorded = recorded;
    this.codec = codec;
    this.numbersOnly = StatusRefresh.isEarly(turn, before);
    this.mutualTls = MutualTlsCondition.of(turn, plan, mesh);
  }

  /** The status; the recorded one while only numbers have moved and no refresh is due. */
  public CanaryReleaseStatus status() {
    return unchanged().orElseGet(this::fresh);
  }

  private Optional<CanaryReleaseStatus> unchanged() {
    Optional<List<MetricStatus>> shown =
        recorded.map(CanaryReleaseStatus::release).map(ReleaseStatus::metrics);
    if (!numbersOnly || shown.isEmpty()) {
      return Optional.empty();
    }
    Phase phase = Phases.of(turn);
    boolean blocked = phase == Phase.Blocked || !turn.violations().isEmpty();
    String message = blocked ? Headline.of(turn, phase) : recorded.orElseThrow().message();
    return recorded.filter(status(phase, message, shown.get())::equals);
  }

  private CanaryReleaseStatus fresh() {
    Phase phase = Phases.of(turn);
    List<MetricStatus> metrics =
        turn.state().release() == null
            ? null
            : ReleaseStatuses.metrics(turn, recorded.map(CanaryReleaseStatus::release));
    return status(phase, Headline.of(turn, phase), metrics);
  }

  private CanaryReleaseStatus status(Phase phase, String message, List<MetricStatus> metrics) {
    return new CanaryReleaseStatus(
        turn.observed().self().generation(),
        turn.deployment().map(d -> new TargetStatus(d.generation())).orElse(null),
        phase,
        message,
        stable(turn.state().stable()),
        ReleaseStatuses.of(turn, metrics),
        turn.state().history(),
        checkpoint(),
        Conditions.of(
            turn,
            phase,
            message,
            mutualTls,
            recorded.map(CanaryReleaseStatus::conditions).orElse(null)));
  }

  private static StableStatus stable(StableRevision stable) {
    return stable == null
        ? null
        : new StableStatus(
            stable.revision(), stable.version(), stable.images(), Quantities.text(stable.since()));
  }

  private String checkpoint() {
    Optional<String> there = recorded.map(CanaryReleaseStatus::checkpoint);
    boolean same = numbersOnly || turn.state().equals(before);
    return there.filter(text -> same).orElseGet(() -> codec.write(turn.state()));
  }

  /** The events for changes of the status that the lifecycle itself does not report. */
  public List<ReleaseEvent> events(CanaryReleaseStatus status) {
    return Stream.concat(event(status).stream(), mutualTlsEvent().stream()).toList();
  }

  private Optional<ReleaseEvent> event(CanaryReleaseStatus status) {
    List<Violation> violations = turn.observed().isUnmanaged() ? List.of() : turn.violations();
    boolean told =
        recorded.map(CanaryReleaseStatus::message).filter(status.message()::equals).isPresent();
    if (!violations.isEmpty() && !told) {
      return Optional.of(
          new ReleaseEvent(violations.get(0).reason(), violations.get(0).toString()));
    }
    if (violations.isEmpty() && isNewlyBypassed()) {
      return Optional.of(
          new ReleaseEvent(Reason.BypassRoute, Bypasses.describe(turn.bypasses(), false)));
    }
    boolean wasHeld =
        recorded.map(CanaryReleaseStatus::phase).filter(Phase.Held::equals).isPresent();
    if (status.phase() == Phase.Held && !wasHeld) {
      return Optional.of(new ReleaseEvent(Reason.Held, status.message()));
    }
    return wasHeld && status.phase() == Phase.Releasing
        ? Optional.of(new ReleaseEvent(Reason.Resumed, status.message()))
        : Optional.empty();
  }

  /** Whether the condition Accepted did not name these paths before. */
  private boolean isNewlyBypassed() {
    return turn.isBypassed()
        && !turn.observed().isUnmanaged()
        && !isRecorded("Accepted", Bypasses.describe(turn.bypasses(), false));
  }

  /** What is not as the spec asks, and was not so before. */
  private Optional<ReleaseEvent> mutualTlsEvent() {
    return mutualTls.message().isEmpty() || isRecorded("MutualTLS", mutualTls.message())
        ? Optional.empty()
        : Optional.of(new ReleaseEvent(mutualTls.reason(), mutualTls.message()));
  }

  private boolean isRecorded(String type, String message) {
    return recorded.stream()
        .flatMap(status -> status.conditions().stream())
        .anyMatch(
            condition -> condition.type().equals(type) && condition.message().equals(message));
  }
}
