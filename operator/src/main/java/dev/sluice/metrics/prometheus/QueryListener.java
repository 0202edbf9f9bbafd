package dev.sluice.metrics.prometheus;

import java.time.Duration;
import java.time.Instant;

/** Hears of every query; called by several threads. */
@FunctionalInterface
public interface QueryListener {
  /** A query has its result, or failed. */
  void answered(QueryResult result);

  /**
   * A response has just arrived.
   *
   * @param date the server's time when it answered, in whole seconds
   * @param took from the request to the response
   */
  default void dated(Instant date, Duration took) {}
}
