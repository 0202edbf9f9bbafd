package dev.sluice.lifecycle;

import dev.sluice.analysis.Verdict.Result;
import dev.sluice.spec.Timeout;
import dev.sluice.spec.TimeoutAction;
import dev.sluice.spec.Timeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** What holds a step, for how long it may, and what happens then. */
public final class Holds {
  /**
   * Requests that the canary must have answered in a step to advance unproven. What callers gave up
   * proves nothing.
   */
  private static final long MIN_ANSWERS_TO_ADVANCE = 100;

  /** How long a release that has to end may have to wait for a ready stable pod. */
  private static final Duration ROLLBACK_LIMIT = Duration.ofMinutes(2);

  private Holds() {}

  /** What holds the step in force, or null; a proof that is late holds too. */
  static Result cause(Turn turn) {
    boolean late =
        turn.found(Result.UNPROVEN)
            && turn.asksForProof()
            && turn.appliedFor(turn.policy().timeouts().inconclusive().after());
    return late ? Result.UNPROVEN : turn.holdingCause();
  }

  /** The timeout of a cause; empty where only the world can end the hold. */
  private static Optional<Timeout> timeout(Result cause, Timeouts timeouts) {
    return switch (cause) {
      case NO_DATA -> Optional.of(timeouts.noData());
      case NO_TRAFFIC -> Optional.of(timeouts.noTraffic());
      default -> Optional.empty();
    };
  }

  /** What the policy wants of a release that was held for too long; {@code HOLD} before. */
  static TimeoutAction timeoutAction(Turn turn) {
    Hold hold = turn.state().hold();
    boolean inconclusive =
        hold == null || hold.cause() == Result.SUSPECT || hold.cause() == Result.UNPROVEN;
    if (inconclusive) {
      return inconclusive(turn);
    }
    return timeout(hold.cause(), turn.policy().timeouts())
        .filter(timeout -> isOver(hold.since(), timeout, turn.now()))
        .map(Timeout::action)
        .orElse(TimeoutAction.HOLD);
  }

  /** Neither fitness nor harm is proven; with a hint of harm the release never advances. */
  private static TimeoutAction inconclusive(Turn turn) {
    Timeout timeout = turn.policy().timeouts().inconclusive();
    boolean open = turn.found(Result.UNPROVEN) || turn.found(Result.SUSPECT);
    if (!open
        || turn.stage() != Stage.RUNNING_STEP
        || !turn.asksForProof()
        || !turn.appliedFor(timeout.after())) {
      return TimeoutAction.HOLD;
    }
    boolean mayAdvance =
        turn.found(Result.UNPROVEN)
            && turn.verdict()
                .filter(verdict -> verdict.stepAnswered() >= MIN_ANSWERS_TO_ADVANCE)
                .isPresent();
    return timeout.action() == TimeoutAction.ADVANCE && !mayAdvance
        ? TimeoutAction.HOLD
        : timeout.action();
  }

  /** Whether a hold has lasted longer than its timeout, whatever the policy does then. */
  public static boolean isOverdue(Turn turn) {
    Hold hold = turn.state().hold();
    if (hold == null) {
      return false;
    }
    if (hold.cause() == Result.BAD) {
      return isRollbackOverdue(turn);
    }
    Timeouts timeouts = turn.policy().timeouts();
    boolean inconclusive = hold.cause() == Result.SUSPECT || hold.cause() == Result.UNPROVEN;
    Timeout timeout =
        inconclusive
            ? timeouts.inconclusive()
            : timeout(hold.cause(), timeouts).orElse(timeouts.noTraffic());
    return isOver(hold.since(), timeout, turn.now());
  }

  /** Whether the release has had to end for long, and only its canary can serve its requests. */
  public static boolean isRollbackOverdue(Turn turn) {
    Hold hold = turn.state().hold();
    return hold != null
        && hold.cause() == Result.BAD
        && !turn.now().isBefore(hold.since().plus(ROLLBACK_LIMIT));
  }

  /** When the timeouts of the hold and of the step in force end, past or future. */
  public static Stream<Instant> deadlines(Turn turn) {
    Timeouts timeouts = turn.policy().timeouts();
    Hold hold = turn.state().hold();
    Instant applied = turn.state().position().appliedAt();
    Stream<Instant> ofHold =
        hold == null
            ? Stream.empty()
            : Stream.concat(
                timeout(hold.cause(), timeouts).stream()
                    .map(timeout -> hold.since().plus(timeout.after())),
                hold.cause() == Result.BAD
                    ? Stream.of(hold.since().plus(ROLLBACK_LIMIT))
                    : Stream.empty());
    Stream<Instant> ofStep =
        turn.stage() == Stage.RUNNING_STEP && applied != null
            ? Stream.of(applied.plus(timeouts.inconclusive().after()))
            : Stream.empty();
    return Stream.concat(ofHold, ofStep);
  }

  private static boolean isOver(Instant since, Timeout timeout, Instant now) {
    return !now.isBefore(since.plus(timeout.after()));
  }
}
