package dev.sluice.world;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/** The wall clock of a machine in a {@link World}. */
final class WorldClock extends Clock {
  private final Supplier<Instant> time;

  WorldClock(Supplier<Instant> time) {
    this.time = time;
  }

  @Override
  public Instant instant() {
    return time.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
