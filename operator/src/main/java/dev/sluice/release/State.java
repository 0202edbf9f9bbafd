package dev.sluice.release;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.HistoryEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
 * @param history ended releases, newest first, at most ten
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record State(
    int schema,
    Stage stage,
    Instant since,
    Instant placed,
    long revision,
    StableVersion stable,
    Release release,
    int step,
    int weight,
    int replicas,
    int ramp,
    Verdict.Result unknown,
    Instant unknownSince,
    List<HistoryEntry> history) {

  public static final int SCHEMA = 1;
  private static final int HISTORY = 10;

  public State {
    history = history == null ? List.of() : List.copyOf(history);
  }

  /** A CanaryRelease that has not adopted its Deployment yet. */
  public static State fresh(Instant now) {
    return new State(
        SCHEMA, Stage.PENDING, now, null, 0, null, null, -1, 0, 0, 0, null, null, List.of());
  }

  State go(Stage next, Instant now) {
    return new State(
        schema, next, now, null, revision, stable, release, step, weight, replicas, ramp, null,
        null, history);
  }

  State placed(Instant now) {
    return new State(
        schema,
        stage,
        since,
        now,
        revision,
        stable,
        release,
        step,
        weight,
        replicas,
        ramp,
        unknown,
        unknownSince,
        history);
  }

  State revision(long newest) {
    return new State(
        schema,
        stage,
        since,
        placed,
        newest,
        stable,
        release,
        step,
        weight,
        replicas,
        ramp,
        unknown,
        unknownSince,
        history);
  }

  State stable(StableVersion version) {
    return new State(
        schema,
        stage,
        since,
        placed,
        revision,
        version,
        release,
        step,
        weight,
        replicas,
        ramp,
        unknown,
        unknownSince,
        history);
  }

  State release(Release current) {
    return new State(
        schema,
        stage,
        since,
        placed,
        revision,
        stable,
        current,
        step,
        weight,
        replicas,
        ramp,
        unknown,
        unknownSince,
        history);
  }

  State step(int index) {
    return new State(
        schema,
        stage,
        since,
        placed,
        revision,
        stable,
        release,
        index,
        weight,
        replicas,
        ramp,
        unknown,
        unknownSince,
        history);
  }

  State weight(int percent) {
    return new State(
        schema,
        stage,
        since,
        placed,
        revision,
        stable,
        release,
        step,
        percent,
        replicas,
        ramp,
        unknown,
        unknownSince,
        history);
  }

  State replicas(int pods) {
    return new State(
        schema,
        stage,
        since,
        placed,
        revision,
        stable,
        release,
        step,
        weight,
        pods,
        ramp,
        unknown,
        unknownSince,
        history);
  }

  State ramp(int index) {
    return new State(
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
        index,
        unknown,
        unknownSince,
        history);
  }

  /** Remembers since when nobody knows, for as long as the cause stays the same. */
  State unknown(Verdict.Result cause, Instant now) {
    if (unknown == cause) {
      return this;
    }
    return new State(
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
        cause,
        cause == null ? null : now,
        history);
  }

  /** The release is over: it goes into the history. */
  State finished(Instant now) {
    Release done = release.finishedAt(now);
    List<HistoryEntry> entries = new ArrayList<>();
    entries.add(
        new HistoryEntry(
            done.revision(),
            done.version(),
            done.outcome(),
            done.reason(),
            Times.text(done.startedAt()),
            Times.text(now)));
    history.stream().limit(HISTORY - 1L).forEach(entries::add);
    return new State(
        schema, stage, since, placed, revision, stable, done, -1, 0, 0, 0, null, null, entries);
  }

  /** Whether a release is under way, forward or back. */
  public boolean inProgress() {
    return release != null && !release.finished();
  }
}
