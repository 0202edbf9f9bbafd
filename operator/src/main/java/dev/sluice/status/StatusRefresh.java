package dev.sluice.status;

import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Turn;
import java.time.Duration;

/**
 * When evidence and numbers, which move with every scrape, are written: at intervals, by the time
 * of the evidence, and not those of all releases in one moment.
 */
final class StatusRefresh {
  static final Duration INTERVAL = Duration.ofSeconds(20);

  private StatusRefresh() {}

  /** Whether nothing but evidence has changed and the interval is the same. */
  static boolean isEarly(Turn turn, ReleaseState before) {
    ReleaseState state = turn.state();
    // What is left out is learned again from the same samples, with the same result.
    return before.evidence() != null
        && state.evidence() != null
        && interval(turn, state.evidence().time()) == interval(turn, before.evidence().time())
        && before.isSameBesideEvidence(state);
  }

  private static long interval(Turn turn, long seconds) {
    Observation.Self self = turn.observed().self();
    int offset = self.namespace().hashCode() * 31 + self.name().hashCode();
    return Math.floorDiv(seconds + offset, INTERVAL.toSeconds());
  }
}
