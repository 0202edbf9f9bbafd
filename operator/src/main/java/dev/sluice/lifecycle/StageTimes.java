package dev.sluice.lifecycle;

import java.time.Duration;

/** How long each stage lasts at least. */
public final class StageTimes {
  /** How long the canary must have been complete before it gets requests. */
  static final Duration WARM_UP = Duration.ofSeconds(1);

  /** How long requests stay on the canary after a failed shift, before another try. */
  static final Duration RETRY = Duration.ofSeconds(60);

  private StageTimes() {}

  /** The time of the turn's stage, from when it was applied. */
  public static Duration of(Turn turn) {
    return switch (turn.stage().time()) {
      case NONE -> Duration.ZERO;
      case PROPAGATION -> turn.policy().propagation();
      case DRAIN -> turn.policy().drain();
      case WARM_UP -> WARM_UP;
      case RETRY -> RETRY;
      case STEP ->
          turn.stage() == Stage.SHIFTING_TO_STABLE ? turn.returnStep().minimum() : step(turn);
    };
  }

  /** The stable pods may be removed after the last step: it lasts as long as they drain. */
  private static Duration step(Turn turn) {
    Duration minimum = turn.step().minimum();
    Duration drain = turn.policy().drain();
    boolean last = turn.state().progress().step().isLast(turn.policy());
    return last && minimum.compareTo(drain) < 0 ? drain : minimum;
  }
}
