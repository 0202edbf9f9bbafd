package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.common.Quantities;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All that must survive a crash. It is written to {@code status.checkpoint} before anything that
 * depends on it is done.
 *
 * @param schema version of this record's JSON form
 * @param stage where the release stands
 * @param since when the stage was entered
 * @param placed when the stage's change was first seen in place, or null
 * @param revision the newest revision given out; 0 before adoption
 * @param stable null before adoption
 * @param release the current or the last release, or null
 * @param step index of the current step, from 0; -1 outside of steps
 * @param weight share of users that the canary is meant to have, 0 to 100 (percent)
 * @param replicas pods that the canary is meant to have at least; never falls during a release
 * @param ramp index of the hand-back's ramp, from 0
 * @param unknown why nobody knows whether the version is good, or null
 * @param unknownSince since when nobody knows, or null
 * @param evidence what was learned of the version on trial, or null when none is
 * @param history ended releases, newest first, at most ten
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseState(
    int schema,
    Stage stage,
    Instant since,
    Instant placed,
    long revision,
    StableRevision stable,
    Release release,
    int step,
    int weight,
    int replicas,
    int ramp,
    Verdict.Result unknown,
    Instant unknownSince,
    Evidence evidence,
    List<HistoryEntry> history) {

  public static final int SCHEMA = 1;
  private static final int HISTORY = 10;

  public ReleaseState {
    history = history == null ? List.of() : List.copyOf(history);
  }

  /** A CanaryRelease that has not adopted its Deployment yet. */
  public static ReleaseState fresh(Instant now) {
    return new ReleaseState(
        SCHEMA, Stage.PENDING, now, null, 0, null, null, -1, 0, 0, 0, null, null, null, List.of());
  }

  /** Enters a stage: nothing of it is in place yet, and nobody is known not to know. */
  public ReleaseState go(Stage next, Instant now) {
    return edit(
        draft -> {
          draft.stage = next;
          draft.since = now;
          draft.placed = null;
          draft.unknown = null;
          draft.unknownSince = null;
        });
  }

  public ReleaseState placed(Instant now) {
    return edit(draft -> draft.placed = now);
  }

  ReleaseState revision(long newest) {
    return edit(draft -> draft.revision = newest);
  }

  ReleaseState stable(StableRevision version) {
    return edit(draft -> draft.stable = version);
  }

  ReleaseState release(Release current) {
    return edit(draft -> draft.release = current);
  }

  ReleaseState step(int index) {
    return edit(draft -> draft.step = index);
  }

  ReleaseState weight(int percent) {
    return edit(draft -> draft.weight = percent);
  }

  ReleaseState replicas(int pods) {
    return edit(draft -> draft.replicas = pods);
  }

  ReleaseState ramp(int index) {
    return edit(draft -> draft.ramp = index);
  }

  public ReleaseState evidence(Evidence learned) {
    return edit(draft -> draft.evidence = learned);
  }

  /** Remembers since when nobody knows, for as long as the cause stays the same. */
  ReleaseState unknown(Verdict.Result cause, Instant now) {
    return unknown == cause
        ? this
        : edit(
            draft -> {
              draft.unknown = cause;
              draft.unknownSince = cause == null ? null : now;
            });
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
    return edit(
        draft -> {
          draft.release = done;
          draft.step = -1;
          draft.weight = 0;
          draft.replicas = 0;
          draft.ramp = 0;
          draft.unknown = null;
          draft.unknownSince = null;
          draft.evidence = null;
          draft.history = entries;
        });
  }

  /** Whether a release is under way, forward or back. */
  public boolean inProgress() {
    return release != null && !release.finished();
  }

  private ReleaseState edit(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.state();
  }

  /** A state that is being changed; it never leaves {@link #edit}. */
  private static final class Draft {
    private final int schema;
    private Stage stage;
    private Instant since;
    private Instant placed;
    private long revision;
    private StableRevision stable;
    private Release release;
    private int step;
    private int weight;
    private int replicas;
    private int ramp;
    private Verdict.Result unknown;
    private Instant unknownSince;
    private Evidence evidence;
    private List<HistoryEntry> history;

    private Draft(ReleaseState from) {
      schema = from.schema;
      stage = from.stage;
      since = from.since;
      placed = from.placed;
      revision = from.revision;
      stable = from.stable;
      release = from.release;
      step = from.step;
      weight = from.weight;
      replicas = from.replicas;
      ramp = from.ramp;
      unknown = from.unknown;
      unknownSince = from.unknownSince;
      evidence = from.evidence;
      history = from.history;
    }

    private ReleaseState state() {
      return new ReleaseState(
          schema,
          stage,
          since,
          placed,
          revision,
          stable,
          release,
          step,
          weight,
          replicas,
          ramp,
          unknown,
          unknownSince,
          evidence,
          history);
    }
  }
}
