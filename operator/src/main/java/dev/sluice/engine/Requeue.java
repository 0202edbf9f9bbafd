package dev.sluice.engine;

import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageTimes;
import dev.sluice.lifecycle.Turn;
import java.time.Duration;
import java.time.Instant;

/** When to observe again at the latest; watches and samples come earlier. */
final class Requeue {
  /** At rest. */
  static final Duration AT_REST = Duration.ofMinutes(5);

  /** While a release is in progress. */
  static final Duration IN_PROGRESS = Duration.ofSeconds(5);

  /** While a violation stands: not everything that can end it is watched. */
  static final Duration BLOCKED = Duration.ofSeconds(30);

  private static final Duration SOON = Duration.ofMillis(50);

  private Requeue() {}

  static Duration after(Turn turn, ReleaseState before) {
    ReleaseState state = turn.state();
    if (state.stage() == Stage.IDLE || state.stage() == Stage.PENDING) {
      return turn.violations().isEmpty() ? AT_REST : BLOCKED;
    }
    if (state.stage() != before.stage()) {
      return SOON;
    }
    Instant applied = state.position().appliedAt();
    if (applied == null) {
      return IN_PROGRESS;
    }
    Duration left = Duration.between(turn.now(), applied.plus(StageTimes.of(state, turn.policy())));
    return left.isNegative() || left.isZero() || left.compareTo(IN_PROGRESS) > 0
        ? IN_PROGRESS
        : left.plus(SOON);
  }
}
