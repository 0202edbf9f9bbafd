package dev.sluice.operator;

import dev.sluice.controller.LogEvent;
import dev.sluice.controller.LogLine;
import dev.sluice.controller.OperatorMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Compares the clock of Prometheus, by the date of its responses, with this process's own. Samples
 * are asked for by time: with clocks that differ they look late, or are missing.
 */
final class PrometheusClock {
  /** More than a slow response and the whole seconds of a date explain. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  /** Responses in a row until it is said; each clock may be corrected in a moment. */
  private static final int RESPONSES = 3;

  private final InstantSource clock;
  private final OperatorMetrics metrics;
  private boolean said;
  private int opposed;

  PrometheusClock(InstantSource clock, OperatorMetrics metrics) {
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * A response has just arrived.
   *
   * @param date the server's time when it answered, in whole seconds
   * @param took from the request to the response
   */
  synchronized void dated(Instant date, Duration took) {
    Instant received = clock.instant();
    Duration skew = skew(date, received.minus(took), received);
    metrics.prometheusSkew(skew);
    boolean differs = skew.abs().compareTo(TOLERANCE) > 0;
    opposed = differs == said ? 0 : opposed + 1;
    if (opposed < RESPONSES) {
      return;
    }
    opposed = 0;
    said = differs;
    if (differs) {
      LogLine.of(LogEvent.ClocksDiffer).with("skewSeconds", skew.toSeconds()).warn();
    } else {
      LogLine.of(LogEvent.ClocksAgree).info();
    }
  }

  /** How far Prometheus is ahead, as far as the whole second and the way leave no doubt. */
  static Duration skew(Instant date, Instant sent, Instant received) {
    if (date.isAfter(received)) {
      return Duration.between(received, date);
    }
    Instant latest = date.plusSeconds(1);
    return latest.isBefore(sent) ? Duration.between(sent, latest) : Duration.ZERO;
  }
}
