package dev.sluice.prometheus;

import java.time.Duration;
import java.time.Instant;

/**
 * The points in time at which Prometheus is asked: whole multiples of {@link #STEP}, the same for
 * every release and every start of Sluice, so that no request is counted twice or left out.
 */
final class Grid {
  /** Seconds from one point to the next. */
  static final long STEP = 2;

  static final Duration EVERY = Duration.ofSeconds(STEP);

  /** A point is asked for this much later: samples carry the start of their scrape. */
  static final Duration LAG = Duration.ofSeconds(1);

  private Grid() {}

  /** The newest point that may be asked for. */
  static long newest(Instant now) {
    return Math.floorDiv(now.minus(LAG).getEpochSecond(), STEP) * STEP;
  }

  /** The first point after {@code time}. */
  static long after(Instant time) {
    return (Math.floorDiv(time.getEpochSecond(), STEP) + 1) * STEP;
  }

  /** How long until a point can be asked for that could not be at {@code now}. */
  static Duration untilNext(Instant now) {
    return Duration.between(now, Instant.ofEpochSecond(newest(now) + STEP).plus(LAG));
  }
}
