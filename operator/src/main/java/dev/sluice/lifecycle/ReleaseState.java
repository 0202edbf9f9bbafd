package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.Quantities;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.traffic.AlteredObject;
import dev.sluice.traffic.Exposure;
import dev.sluice.workload.ReplicaSetView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that must survive a crash. It is written to {@code status.checkpoint} before anything that
 * depends on it is done.
 *
 * @param position the stage
 * @param revision the newest revision given out; 0 before adoption
 * @param stable null before adoption
 * @param release the current or the last release, or null
 * @param progress how far the release has come
 * @param hold why the release does not continue, or null
 * @param evidence what was learned of the version on trial, or null when none is
 * @param history ended releases, newest first, at most ten
 * @param interventions what people and tools do beside the release
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseState(
    Position position,
    long revision,
    StableRevision stable,
    Release release,
    Progress progress,
    Hold hold,
    Evidence evidence,
    List<HistoryEntry> history,
    Interventions interventions) {
  private static final int HISTORY = 10;

  public ReleaseState {
    history = history == null ? List.of() : List.copyOf(history);
    interventions = interventions == null ? Interventions.NONE : interventions;
  }

  /** A CanaryRelease that has not adopted its Deployment yet. */
  public static ReleaseState fresh(Instant now) {
    return new ReleaseState(
        Position.entered(Stage.PENDING, now),
        0,
        null,
        null,
        Progress.NONE,
        null,
        null,
        List.of(),
        Interventions.NONE);
  }

  public Stage stage() {
    return position.stage();
  }

  /** What the canary is meant to receive. */
  public Exposure exposure() {
    return progress.exposure();
  }

  /** Enters a stage and clears its applied time and any hold. */
  public ReleaseState enter(Stage next, Instant now) {
    return new ReleaseState(
        Position.entered(next, now),
        revision,
        stable,
        release,
        progress,
        null,
        evidence,
        history,
        interventions);
  }

  /** The stage's changes were seen in place. */
  public ReleaseState applied(Instant now) {
    return new ReleaseState(
        new Position(position.stage(), position.enteredAt(), now),
        revision,
        stable,
        release,
        progress,
        hold,
        evidence,
        history,
        interventions);
  }

  ReleaseState revision(long newest) {
    return new ReleaseState(
        position, newest, stable, release, progress, hold, evidence, history, interventions);
  }

  ReleaseState stable(StableRevision next) {
    return new ReleaseState(
        position, revision, next, release, progress, hold, evidence, history, interventions);
  }

  /** What a ReplicaSet runs is the stable version from now on, as a new revision. */
  ReleaseState stableOn(ReplicaSetView set, Instant now) {
    return revision(revision + 1).stable(StableRevision.of(revision + 1, set, now));
  }

  ReleaseState release(Release next) {
    return new ReleaseState(
        position, revision, stable, next, progress, hold, evidence, history, interventions);
  }

  ReleaseState progress(Progress next) {
    return next.equals(progress)
        ? this
        : new ReleaseState(
            position, revision, stable, release, next, hold, evidence, history, interventions);
  }

  /** With what the canary is meant to receive. */
  public ReleaseState exposure(Exposure next) {
    return progress(progress.exposure(next));
  }

  ReleaseState replicas(int pods) {
    return progress(progress.replicas(pods));
  }

  ReleaseState evidence(Evidence learned) {
    return new ReleaseState(
        position, revision, stable, release, progress, hold, learned, history, interventions);
  }

  /** A step that a checkpoint of schema 1 knows by its position gets its name from the spec. */
  public ReleaseState withNamedStep(ReleasePolicy policy) {
    StepInForce step = progress.step();
    return step == null || step.name() != null
        ? this
        : progress(progress.step(StepInForce.of(step.in(policy), policy)));
  }

  /** Remembers since when the release is held, for as long as the cause stays the same. */
  ReleaseState hold(Verdict.Result cause, Instant now) {
    Verdict.Result known = hold == null ? null : hold.cause();
    if (known == cause) {
      return this;
    }
    Hold next = cause == null ? null : new Hold(cause, now);
    return new ReleaseState(
        position, revision, stable, release, progress, next, evidence, history, interventions);
  }

  /** Whether it is held for this cause. */
  boolean isHeldBy(Verdict.Result cause) {
    return hold != null && hold.cause() == cause;
  }

  /** The release is over: it goes into the history. */
  ReleaseState finished(Instant now) {
    Release done = release.finishedAt(now);
    List<HistoryEntry> entries = new ArrayList<>();
    entries.add(
        new HistoryEntry(
            done.revision(),
            done.version(),
            done.outcome(),
            done.reason(),
            Quantities.text(done.startedAt()),
            Quantities.text(now)));
    history.stream().limit(HISTORY - 1L).forEach(entries::add);
    return new ReleaseState(
        position, revision, stable, done, Progress.NONE, null, null, entries, interventions);
  }

  ReleaseState interventions(Interventions next) {
    return new ReleaseState(
        position, revision, stable, release, progress, hold, evidence, history, next);
  }

  /** With the objects that were stored otherwise than they were sent. */
  public ReleaseState altered(List<AlteredObject> objects) {
    return interventions(interventions.altered(objects));
  }

  /** The objects that were stored otherwise than they were sent. */
  public List<AlteredObject> altered() {
    return interventions.altered();
  }

  /** How the object at {@code key} was stored, if otherwise than it was sent. */
  public Optional<AlteredObject> altered(ObjectKey key) {
    return interventions.altered().stream().filter(object -> object.is(key)).findFirst();
  }

  /**
   * Without a record the count of revisions begins again: annotations that are there mean revisions
   * of the count before.
   */
  public ReleaseState withoutActions(List<ActionRequest> earlier) {
    Interventions spent = interventions;
    for (ActionRequest request : earlier) {
      spent = spent.spent(request);
    }
    return interventions(spent);
  }

  /** Whether a release is in progress, forward or back. */
  public boolean isReleasing() {
    return release != null && !release.isFinished();
  }

  /** Whether {@code other} differs in what was learned alone. */
  public boolean isSameBesideEvidence(ReleaseState other) {
    return evidence(other.evidence).equals(other);
  }
}
