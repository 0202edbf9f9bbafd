package dev.sluice.world;

import dev.sluice.analysis.PlaintextTraffic;
import dev.sluice.world.WorldTraffic.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What Prometheus answers of requests without mutual TLS. */
final class WorldPlaintext {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private WorldPlaintext() {}

  static Optional<PlaintextTraffic> of(WorldTraffic traffic, Instant now) {
    if (traffic.has(Trouble.BLIND, now)) {
      return Optional.of(PlaintextTraffic.unknown(WINDOW));
    }
    Set<String> callers =
        traffic.has(Trouble.DIRECT, now) ? Set.of(PlaintextTraffic.UNNAMED) : Set.of();
    return Optional.of(
        new PlaintextTraffic(
            WINDOW, new TreeSet<>(callers), PlaintextTraffic.Completeness.COMPLETE));
  }
}
