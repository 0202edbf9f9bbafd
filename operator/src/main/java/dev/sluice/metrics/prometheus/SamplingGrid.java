package dev.sluice.metrics.prometheus;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The points in time at which requests are counted: whole multiples of the step since 1970, the
 * same for every release and every start of Sluice, so that no request is counted twice.
 *
 * @param step from one point to the next, whole seconds, 1 s to 5 min; at least the scrape interval
 * @param lag how much later than its time a point is asked for, whole seconds, 0 s to 1 min.
 *     Samples carry the time at which their scrape began: what a longer scrape brings is lost
 */
public record SamplingGrid(Duration step, Duration lag) {
  /** How far back a point is asked for at most. */
  static final Duration LOOK_BACK = Duration.ofMinutes(10);

  /** The shortest time without samples that is worth a word. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What a step can be. */
  public static final Range STEP = new Range(Duration.ofSeconds(1), Duration.ofMinutes(5));

  /** What a lag can be. */
  public static final Range LAG = new Range(Duration.ZERO, Duration.ofMinutes(1));

  /** Whole seconds, both ends included. */
  public record Range(Duration least, Duration most) {
    public boolean contains(Duration value) {
      return value.equals(value.truncatedTo(ChronoUnit.SECONDS))
          && value.compareTo(least) >= 0
          && value.compareTo(most) <= 0;
    }
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one is left, naming it
   */
  public SamplingGrid {
    if (!STEP.contains(step) || !LAG.contains(lag)) {
      throw new IllegalArgumentException(
          "step=%s lag=%s: want %s and %s".formatted(step, lag, STEP, LAG));
    }
  }

  /** Seconds from one point to the next. */
  long seconds() {
    return step.toSeconds();
  }

  /** The newest point that may be asked for. */
  long newest(Instant now) {
    return floor(now.minus(lag));
  }

  /** The last point that is not after {@code time}. */
  long floor(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), seconds()) * seconds();
  }

  /** The oldest point that is asked for. */
  long oldest(Instant now) {
    return newest(now) - LOOK_BACK.toSeconds() / seconds() * seconds();
  }

  /** How long until a point can be asked for that could not be at {@code now}. */
  Duration untilNext(Instant now) {
    return Duration.between(now, Instant.ofEpochSecond(newest(now)).plus(step).plus(lag));
  }

  /** Without a sample for this long up to a point, nothing is known of the time before it. */
  long staleSeconds() {
    return Math.max(PATIENCE.toSeconds(), 2 * seconds());
  }
}
