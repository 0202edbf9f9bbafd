package dev.sluice.simulation;

import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.ReleaseStep;
import dev.sluice.spec.Timeouts;
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
    ReleaseStep step = state.progress().step().in(policy);
    Timeouts timeouts = policy.timeouts();
    Stream<Instant> since =
        Stream.of(step.minimum(), policy.drain(), timeouts.inconclusive().after())
            .map(state.position().appliedAt()::plus);
    Stream<Instant> holds =
        state.hold() == null
            ? Stream.of()
            : Stream.of(timeouts.noData().after(), timeouts.noTraffic().after())
                .map(state.hold().since()::plus);
    return Stream.concat(since, holds)
        .map(deadline -> deadline.plus(AFTER))
        .filter(deadline -> deadline.isAfter(now))
        .min(Instant::compareTo);
  }
}
