package dev.sluice.metrics.prometheus;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The points in time at which requests are counted: whole multiples of the step since 1970, the
 * same for every release and every start of Sluice, so that no request is counted twice.
 *
 * @param step from one point to the next, whole seconds, 1 s to 5 min; at least the scrape interval
 * @param lag how much later than its time a point is queried, whole seconds, 0 s to 1 min. Samples
 *     carry the time at which their scrape began: what a longer scrape brings is lost
 */
public record SamplingGrid(Duration step, Duration lag) {
  /** How far back points are queried. */
  static final Duration LOOK_BACK = Duration.ofMinutes(10);

  /** Shortest time without samples that counts as stale. */
  private static final Duration MIN_STALENESS = Duration.ofSeconds(20);

  /** Allowed steps. */
  public static final DurationRange STEP =
      new DurationRange(Duration.ofSeconds(1), Duration.ofMinutes(5));

  /** Allowed lags. */
  public static final DurationRange LAG = new DurationRange(Duration.ZERO, Duration.ofMinutes(1));

  /** Whole seconds, both ends included. */
  public record DurationRange(Duration least, Duration most) {
    public boolean contains(Duration value) {
      return value.equals(value.truncatedTo(ChronoUnit.SECONDS))
          && value.compareTo(least) >= 0
          && value.compareTo(most) <= 0;
    }
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if step or lag is out of its range
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

  /** The newest point that may be queried. */
  long newest(Instant now) {
    return floor(now.minus(lag));
  }

  /** The last point that is not after {@code time}. */
  long floor(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), seconds()) * seconds();
  }

  /** The oldest point that is queried. */
  long oldest(Instant now) {
    return newest(now) - LOOK_BACK.toSeconds() / seconds() * seconds();
  }

  /** Time until the next point may be queried. */
  Duration untilNext(Instant now) {
    return Duration.between(now, Instant.ofEpochSecond(newest(now)).plus(step).plus(lag));
  }

  /**
   * Samples older than this are stale.
   *
   * @param scrapeSeconds from one scrape to the next; 0 if that is not known
   */
  long staleSeconds(long scrapeSeconds) {
    return Math.max(
        Math.max(MIN_STALENESS.toSeconds(), 2 * seconds()), 2 * scrapeSeconds + lag.toSeconds());
  }
}
