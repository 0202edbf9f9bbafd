package dev.sluice.sample.config;

import java.util.Map;

/**
 * How calls to another service are kept from doing harm.
 *
 * @param timeoutMs the longest time of one attempt, 50 to 30000
 * @param retry of attempts that fail
 * @param breaker refuses calls to a service that fails
 * @param maxConcurrent calls at once, 1 to 32
 * @param perSecond attempts each second, 1 to 100000
 */
public record CallPolicies(
    int timeoutMs, RetryPolicy retry, BreakerPolicy breaker, int maxConcurrent, int perSecond) {

  /** What is in force without a file. */
  public static final CallPolicies DEFAULTS = parse(Map.of());

  /**
   * Attempts after one that failed.
   *
   * @param attempts all of them, the first included, 1 to 5
   * @param waitMs before the second; it doubles each time, 1 to 5000
   * @param jitterPercent by how much each wait is longer or shorter at random, 0 to 100
   */
  public record RetryPolicy(int attempts, int waitMs, int jitterPercent) {}

  /**
   * When calls are refused.
   *
   * @param failuresInARow that open it, 1 to 100
   * @param failurePercent of the last 100 calls that opens it too, 1 to 100
   * @param minimumCalls before that share counts, 1 to 100
   * @param openSeconds until trial calls are let through, 1 to 3600
   * @param trialCalls that decide whether it closes, 1 to 100
   */
  public record BreakerPolicy(
      int failuresInARow, int failurePercent, int minimumCalls, int openSeconds, int trialCalls) {}

  /**
   * Reads policies; what is absent has its default.
   *
   * @param values by their paths, such as {@code retry.attempts}
   * @throws InvalidSettings when a value is bad, or a path is unknown
   */
  public static CallPolicies parse(Map<String, String> values) {
    EnvironmentReader read = new EnvironmentReader(values);
    CallPolicies policies =
        new CallPolicies(
            read.integer("timeoutMs", 500, 50, 30_000),
            new RetryPolicy(
                read.integer("retry.attempts", 3, 1, 5),
                read.integer("retry.waitMs", 50, 1, 5_000),
                read.integer("retry.jitterPercent", 50, 0, 100)),
            new BreakerPolicy(
                read.integer("circuitBreaker.failuresInARow", 5, 1, 100),
                read.integer("circuitBreaker.failurePercent", 50, 1, 100),
                read.integer("circuitBreaker.minimumCalls", 20, 1, 100),
                read.integer("circuitBreaker.openSeconds", 60, 1, 3_600),
                read.integer("circuitBreaker.trialCalls", 3, 1, 100)),
            read.integer("bulkhead.maxConcurrent", 16, 1, 32),
            read.integer("rateLimit.perSecond", 200, 1, 100_000));
    read.refuseOthers("only ");
    read.throwIfRefused();
    return policies;
  }
}
