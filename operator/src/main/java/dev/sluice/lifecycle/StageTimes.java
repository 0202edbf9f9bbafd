package dev.sluice.lifecycle;

import dev.sluice.spec.ReleasePolicy;
import java.time.Duration;

/** How long each stage lasts at least. */
public final class StageTimes {
  /** How long the canary must have been complete before it gets requests. */
  static final Duration WARM_UP = Duration.ofSeconds(1);

  /** How long requests stay on the canary after a failed shift, before another try. */
  static final Duration RETRY = Duration.ofSeconds(60);

  /** How long one side may be without pods in a step. */
  public static final Duration UNAVAILABLE = Duration.ofMinutes(2);

  private StageTimes() {}

  /** How long the stage of a state lasts, from when it was applied. */
  public static Duration of(ReleaseState state, ReleasePolicy policy) {
    return switch (state.stage().time()) {
      case AT_ONCE -> Duration.ZERO;
      case PROPAGATION -> policy.propagation();
      case DRAIN -> policy.drain();
      case WARM_UP -> WARM_UP;
      case RETRY -> RETRY;
      case STEP ->
          state.stage() == Stage.SHIFTING_TO_STABLE
              ? state.progress().returnStepIn(policy).minimum()
              : step(state.progress().step(), policy);
    };
  }

  /** The stable pods may be removed after the last step: it lasts as long as they drain. */
  private static Duration step(StepInForce step, ReleasePolicy policy) {
    Duration minimum = step.in(policy).minimum();
    boolean last = step.isLast(policy);
    return last && minimum.compareTo(policy.drain()) < 0 ? policy.drain() : minimum;
  }
}
