package dev.sluice.kubernetes;

import dev.sluice.prometheus.SamplingLoop;
import dev.sluice.release.Refusal;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/** What a turn works with. */
record Tools(
    FencedWriter writer,
    Events events,
    Meters meters,
    SamplingLoop trials,
    Observer.Counter counter,
    Supplier<Optional<Refusal>> platform,
    Clock clock) {}
