package dev.sluice.engine;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.lifecycle.Holds;
import dev.sluice.lifecycle.LatePods;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageTimes;
import dev.sluice.lifecycle.Turn;
import dev.sluice.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** When to observe again at the latest; watches and samples come earlier. */
final class Requeue {
  /** At rest. */
  static final Duration AT_REST = Duration.ofMinutes(5);

  /** While a release is in progress. */
  static final Duration IN_PROGRESS = Duration.ofSeconds(5);

  /** While a violation or a bypass stands: not everything that can end it is watched. */
  static final Duration BLOCKED = Duration.ofSeconds(30);

  /** When the next turn has something to do already. */
  private static final Duration SOON = Duration.ofMillis(50);

  private Requeue() {}

  static Duration after(Turn turn, ReleaseState before, Plan plan) {
    if (turn.observed().isUnmanaged()) {
      return AT_REST;
    }
    ReleaseState state = turn.state();
    boolean entered = state.stage() != before.stage();
    boolean justApplied = state.position().isApplied() && !before.position().isApplied();
    boolean rests = state.stage() == Stage.IDLE || state.stage() == Stage.PENDING;
    boolean moved = rests && !before.isSameBesideEvidence(state);
    if (entered || ends(before) != ends(state) || moved || (justApplied && turn.elapsed())) {
      return SOON;
    }
    if (rests) {
      boolean blocked = !turn.violations().isEmpty() || turn.isBypassed();
      Duration longest = blocked ? BLOCKED : AT_REST;
      Stream<Instant> moments =
          Stream.of(
                  retries(turn),
                  turn.startDelay().stream(),
                  plan.nextChangeAt().stream(),
                  LatePods.dueAt(turn).stream())
              .flatMap(times -> times);
      return untilFirst(turn, moments, longest);
    }
    Stream<Instant> moments =
        Stream.of(
                stageEnd(turn).stream(),
                plan.nextChangeAt().stream(),
                StageTimes.limit(state, turn.policy()).stream(),
                Holds.deadlines(turn),
                retries(turn))
            .flatMap(times -> times);
    return untilFirst(turn, moments, IN_PROGRESS);
  }

  /** Whether a release is on its way to an end that was decided. */
  private static boolean ends(ReleaseState state) {
    return state.isReleasing() && !state.release().isEndingAs(Outcome.InProgress);
  }

  /** The time to the first of the moments, if it is not far away. */
  private static Duration untilFirst(Turn turn, Stream<Instant> moments, Duration longest) {
    return moments
        .map(moment -> Duration.between(turn.now(), moment))
        .filter(left -> !left.isNegative() && !left.isZero() && left.compareTo(longest) <= 0)
        .min(Comparator.naturalOrder())
        .map(left -> left.plus(SOON))
        .orElse(longest);
  }

  /** When writes that admission changed are made again. */
  private static Stream<Instant> retries(Turn turn) {
    return turn.state().altered().stream()
        .flatMap(
            altered ->
                turn.observed().altered().entrySet().stream()
                    .filter(write -> altered.is(write.getKey()))
                    .map(write -> write.getValue().retryAt(altered.movesRequests())));
  }

  private static Optional<Instant> stageEnd(Turn turn) {
    return Optional.ofNullable(turn.state().position().appliedAt())
        .map(applied -> applied.plus(StageTimes.of(turn.state(), turn.policy())));
  }
}
