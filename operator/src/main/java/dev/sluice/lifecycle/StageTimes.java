package dev.sluice.lifecycle;

import dev.sluice.lifecycle.StageColumn.StageLimit;
import dev.sluice.spec.ReleasePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long each stage lasts at least, and when it is late. */
public final class StageTimes {
  /** How long the canary must have been complete before it gets requests. */
  static final Duration WARM_UP = Duration.ofSeconds(1);

  /** How long requests stay on the canary after the first failed return; twice that after two. */
  static final Duration RETRY = Duration.ofSeconds(60);

  private StageTimes() {}

  /** How long the stage of a state lasts, from when it was applied. */
  public static Duration of(ReleaseState state, ReleasePolicy policy) {
    return switch (state.stage().time()) {
      case AT_ONCE -> Duration.ZERO;
      case PROPAGATION -> policy.propagation();
      case DRAIN -> policy.drain();
      case WARM_UP -> WARM_UP;
      case RETRY -> RETRY.multipliedBy(1L << Math.min(2, Math.max(0, failures(state) - 1)));
      case STEP ->
          state.stage() == Stage.SHIFTING_TO_STABLE
              ? state.progress().returnStepIn(policy).minimum()
              : state.progress().step().in(policy).minimum();
    };
  }

  private static int failures(ReleaseState state) {
    return state.progress().failedReturns();
  }

  /** When a stage that is not over is late; empty where it has no limit. */
  public static Optional<Instant> limit(ReleaseState state, ReleasePolicy policy) {
    Stage stage = state.stage();
    Duration least = stage.limit() == StageLimit.LATE ? of(state, policy) : Duration.ZERO;
    return stage.limit().time().map(time -> state.position().enteredAt().plus(least).plus(time));
  }
}
