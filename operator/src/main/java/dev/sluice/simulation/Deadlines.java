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
 * Times at which a decision about a step can change without a new sample. The operator decides
 * every few seconds anyway; a simulation skips to the next of these times.
 */
final class Deadlines {
  /** How long after a deadline the operator decides. */
  private static final Duration AFTER = Duration.ofMillis(50);

  private Deadlines() {}

  /** The next deadline after {@code now} of an applied step; empty if there is none. */
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
