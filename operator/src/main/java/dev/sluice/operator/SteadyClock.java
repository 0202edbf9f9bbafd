package dev.sluice.operator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock that never jumps. It begins with the wall clock, follows the monotonic clock, and
 * approaches a wall clock that was set by a hundredth of the time that passes: a wait that is
 * measured with it is at most one percent too short or too long. Thread-safe.
 */
public final class SteadyClock extends Clock {
  private static final int SLEW = 100;

  private final Clock wall;
  private final LongSupplier nanos;
  private final ZoneId zone;
  private Instant shown;
  private long readAt;

  /**
   * A clock over these sources.
   *
   * @param wall the wall clock
   * @param nanos nanoseconds since any moment, which never jump
   */
  public SteadyClock(Clock wall, LongSupplier nanos) {
    this(wall, nanos, ZoneOffset.UTC);
  }

  private SteadyClock(Clock wall, LongSupplier nanos, ZoneId zone) {
    this.wall = wall;
    this.nanos = nanos;
    this.zone = zone;
    this.shown = wall.instant();
    this.readAt = nanos.getAsLong();
  }

  /** Over the clocks of this machine. */
  public static SteadyClock system() {
    return new SteadyClock(Clock.systemUTC(), System::nanoTime);
  }

  @Override
  public synchronized Instant instant() {
    long read = nanos.getAsLong();
    long passed = Math.max(0, read - readAt);
    Instant next = shown.plusNanos(passed);
    long most = passed / SLEW;
    Duration error = Duration.between(next, wall.instant());
    long correction =
        error.abs().compareTo(Duration.ofNanos(most)) > 0
            ? (error.isNegative() ? -most : most)
            : error.toNanos();
    shown = next.plusNanos(correction);
    readAt = read;
    return shown;
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new SteadyClock(this, nanos, other);
  }
}
