package dev.sluice.engine;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.lifecycle.AnalysisTargets;
import dev.sluice.lifecycle.Assessment;
import dev.sluice.lifecycle.Bypasses;
import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.lifecycle.CheckpointCodec.Checkpoint;
import dev.sluice.lifecycle.FailedDecisionRules;
import dev.sluice.lifecycle.LatePods;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.Preflight;
import dev.sluice.lifecycle.RecoveryRules;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageRules;
import dev.sluice.lifecycle.StrictGate;
import dev.sluice.lifecycle.Transition;
import dev.sluice.lifecycle.Turn;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.plan.Change;
import dev.sluice.plan.DesiredObjects;
import dev.sluice.plan.Plan;
import dev.sluice.spec.ReadPolicy;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.Violation;
import dev.sluice.status.StatusBuilder;
import dev.sluice.traffic.AlteredObject;
import dev.sluice.traffic.Bypass;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.Mesh;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns one observation into one decision. Pure: the same input gives the same decision.
 *
 * @param mesh reads and renders the objects of the mesh
 * @param codec reads the recorded checkpoint, and writes the next one
 * @param sluice version of Sluice
 */
public record ReleaseEngine(Mesh mesh, CheckpointCodec codec, String sluice) {

  /**
   * Decides about one observation.
   *
   * @param read the spec
   * @param status the status as last recorded, null when there is none
   */
  public Decision decide(
      Observation observed, ReadPolicy read, CanaryReleaseStatus status, Instant now) {
    Optional<CanaryReleaseStatus> recorded = Optional.ofNullable(status);
    Optional<Checkpoint> checkpoint =
        recorded.map(CanaryReleaseStatus::checkpoint).flatMap(codec::read);
    ReleaseState before = before(checkpoint, observed, now);
    ReleasePolicy policy = read.policy();
    if (!policy.hasTarget()) {
      return withoutTarget(observed, read, before, recorded, now);
    }
    ReleaseState known =
        FailedDecisionRules.forgive(before, sluice).altered(altered(observed, read, before, now));
    Assessment assessed = Assessment.of(observed, policy, known, now);
    Turn turn =
        new Turn(
            observed,
            policy,
            violations(observed, read, known, now),
            bypasses(observed, policy),
            assessed.state(),
            assessed.verdict(),
            now);
    Transition transition = StageRules.next(turn);
    Turn after = turn.in(transition.state());
    Plan plan = Plan.of(after, mesh);
    if (!after.state().position().isApplied() && plan.isApplied()) {
      after = after.in(after.state().applied(now));
    }
    Optional<Change> change = plan.next();
    List<ReleaseEvent> events = new ArrayList<>();
    if (checkpoint.filter(Checkpoint::evidenceLost).isPresent()) {
      events.add(new ReleaseEvent(Reason.EvidenceLost, EventMessages.evidenceLost()));
    }
    events.addAll(AdmissionChanges.events(before, known.altered()));
    events.addAll(transition.events());
    if (isNoticeDue(observed, recorded, events)) {
      read.notices()
          .forEach(notice -> events.add(new ReleaseEvent(notice.reason(), notice.toString())));
    }
    ReleaseState decided = after.state();
    Optional<ReleaseEvent> changeEvent =
        change.flatMap(wanted -> Repairs.event(observed, known, decided, plan, wanted, mesh));
    return decision(after, before, plan, change, changeEvent, events, recorded);
  }

  /** Whether what is to be said of the spec is said now: after an edit, and for each release. */
  private static boolean isNoticeDue(
      Observation observed, Optional<CanaryReleaseStatus> recorded, List<ReleaseEvent> events) {
    return events.stream().anyMatch(event -> event.reason() == Reason.ReleaseStarted)
        || recorded
            .map(CanaryReleaseStatus::observedGeneration)
            .filter(seen -> seen == observed.self().generation())
            .isEmpty();
  }

  /**
   * What is done while {@link #decide} fails: at first nothing, then requests are taken from a
   * version that is not verified.
   *
   * @param status the status as last recorded, null when there is none
   */
  public Decision protect(
      Observation observed, CanaryReleaseStatus status, DecisionFailure failure, Instant now) {
    Optional<CanaryReleaseStatus> recorded = Optional.ofNullable(status);
    Optional<Checkpoint> checkpoint =
        recorded.map(CanaryReleaseStatus::checkpoint).flatMap(codec::read);
    return new FailedDecision(mesh, codec, sluice, observed, now)
        .after(before(checkpoint, observed, now), recorded, failure);
  }

  private ReleaseState before(Optional<Checkpoint> checkpoint, Observation observed, Instant now) {
    return recovering(
        checkpoint.map(Checkpoint::state).orElseGet(() -> unrecorded(observed, now)), observed);
  }

  private Decision decision(
      Turn turn,
      ReleaseState before,
      Plan plan,
      Optional<Change> change,
      Optional<ReleaseEvent> changeEvent,
      List<ReleaseEvent> events,
      Optional<CanaryReleaseStatus> recorded) {
    StatusBuilder builder = new StatusBuilder(turn, before, plan, recorded, codec, mesh);
    CanaryReleaseStatus status = builder.status();
    events.addAll(builder.events(status));
    return new Decision(
        turn.state(),
        status,
        change,
        changeEvent,
        List.copyOf(events),
        turn.verdict(),
        Requeue.after(turn, before, plan),
        turn.stage() == Stage.CLEANED_UP,
        LatePods.of(turn));
  }

  /** A spec without a target can only be corrected, or deleted: nothing was done for it. */
  private Decision withoutTarget(
      Observation observed,
      ReadPolicy read,
      ReleaseState state,
      Optional<CanaryReleaseStatus> recorded,
      Instant now) {
    Turn turn =
        new Turn(
            observed, read.policy(), read.violations(), List.of(), state, Optional.empty(), now);
    Plan plan = Plan.of(turn, mesh);
    StatusBuilder builder = new StatusBuilder(turn, state, plan, recorded, codec, mesh);
    CanaryReleaseStatus status = builder.status();
    return new Decision(
        state,
        status,
        Optional.empty(),
        Optional.empty(),
        builder.events(status),
        Optional.empty(),
        Requeue.AT_REST,
        observed.self().deleting(),
        Optional.empty());
  }

  /**
   * What is to be measured, by the recorded state; empty when nothing is.
   *
   * @param namespace of the CanaryRelease
   * @param name of the CanaryRelease
   * @param status the status as last recorded, null when there is none
   */
  public Optional<AnalysisTarget> target(
      String namespace, String name, ReadPolicy read, CanaryReleaseStatus status) {
    return Optional.ofNullable(status)
        .map(CanaryReleaseStatus::checkpoint)
        .flatMap(codec::read)
        .flatMap(
            checkpoint -> AnalysisTargets.of(namespace, name, checkpoint.state(), read.policy()));
  }

  /** Whether it must be known which callers send plaintext requests. */
  public boolean asksForPlaintext(Observation observed, ReadPolicy read) {
    return StrictGate.of(observed, read.policy(), mesh).isWaiting();
  }

  /**
   * Without a checkpoint: a new release, or one whose state was lost while its objects are there.
   */
  private ReleaseState unrecorded(Observation observed, Instant now) {
    ReleaseState fresh = ReleaseState.fresh(now).withoutActions(observed.self().actions());
    boolean traces =
        observed.owned().byKey().entrySet().stream()
            .filter(entry -> mesh.router().kinds().containsKey(entry.getKey().kind()))
            .anyMatch(entry -> ManagedObject.isOwnedBy(entry.getValue(), observed.self().name()));
    return traces ? fresh.enter(Stage.RECOVERING, now) : fresh;
  }

  /** Until what runs is identified, exposure and stable pods are those in the cluster. */
  private ReleaseState recovering(ReleaseState state, Observation observed) {
    return state.stage() == Stage.RECOVERING
        ? RecoveryRules.observed(
            state,
            mesh.router().observe(observed.owned()),
            mesh.router().observeStable(observed.owned()),
            observed.workloads())
        : state;
  }

  private List<Violation> violations(
      Observation observed, ReadPolicy read, ReleaseState before, Instant now) {
    List<Violation> violations = new ArrayList<>(read.violations());
    if (!observed.self().deleting()) {
      violations.addAll(
          Preflight.check(
              observed, read.policy(), mesh, () -> desired(observed, read.policy(), before, now)));
      violations.addAll(AdmissionChanges.violations(before.altered()));
    }
    return violations;
  }

  private List<Bypass> bypasses(Observation observed, ReleasePolicy policy) {
    return observed.self().deleting() ? List.of() : Bypasses.of(observed, policy, mesh.router());
  }

  private List<AlteredObject> altered(
      Observation observed, ReadPolicy read, ReleaseState before, Instant now) {
    return AdmissionChanges.of(
        observed,
        before.altered(),
        mesh.router(),
        () -> desired(observed, read.policy(), before, now));
  }

  private List<DesiredObject> desired(
      Observation observed, ReleasePolicy policy, ReleaseState state, Instant now) {
    return DesiredObjects.of(
        new Turn(observed, policy, List.of(), List.of(), state, Optional.empty(), now), mesh);
  }
}
