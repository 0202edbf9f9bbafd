package dev.sluice.simulation;

import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.ReleasePolicy.StepPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When time alone can change a decision about a step. The operator looks every few seconds all the
 * same; a simulation need not, where nothing was measured in between.
 */
final class Deadlines {
  /** As much after a deadline as the operator looks. */
  private static final Duration AFTER = Duration.ofMillis(50);

  private Deadlines() {}

  /** The next one after {@code now} of a step that is in place; empty when there is none. */
  static Optional<Instant> next(ReleasePolicy policy, ReleaseState state, Instant now) {
    StepPlan step = policy.steps().get(Math.min(state.step(), policy.steps().size() - 1));
    Stream<Instant> since =
        Stream.of(step.duration(), policy.drain(), policy.onInconclusive().after())
            .map(state.placed()::plus);
    Stream<Instant> patience =
        state.unknownSince() == null
            ? Stream.of()
            : Stream.of(policy.onNoData().after(), policy.onNoTraffic().after())
                .map(state.unknownSince()::plus);
    return Stream.concat(since, patience)
        .map(deadline -> deadline.plus(AFTER))
        .filter(deadline -> deadline.isAfter(now))
        .min(Instant::compareTo);
  }
}
