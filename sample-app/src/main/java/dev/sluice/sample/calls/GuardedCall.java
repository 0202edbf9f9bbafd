package dev.sluice.sample.calls;

import dev.sluice.sample.config.CallPolicies;
import dev.sluice.sample.config.CallPolicies.BreakerPolicy;
import dev.sluice.sample.config.CallPolicies.RetryPolicy;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Calls under policies that can be replaced at any time: a call ends under those that it began
 * with. Safe for use by many threads.
 */
final class GuardedCall {

  private static final String IN_A_ROW = "greetings-in-a-row";
  private static final String BY_RATE = "greetings-by-rate";
  private static final int WINDOW = 100;

  private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
  private volatile Guards guards;

  /** What guards a call: at most so many at once, each with retries, each attempt with the rest. */
  private record Guards(
      CallPolicies policies,
      Bulkhead bulkhead,
      Retry retry,
      RateLimiter rate,
      CircuitBreaker inARow,
      CircuitBreaker byRate) {

    <T> Callable<T> around(Callable<T> attempt) {
      Callable<T> guarded = CircuitBreaker.decorateCallable(byRate, attempt);
      guarded = CircuitBreaker.decorateCallable(inARow, guarded);
      guarded = RateLimiter.decorateCallable(rate, guarded);
      guarded = Retry.decorateCallable(retry, guarded);
      return Bulkhead.decorateCallable(bulkhead, guarded);
    }
  }

  /** An attempt, which must end within a time. */
  interface TimedAttempt<T> {
    T within(Duration timeout) throws IOException, InterruptedException;
  }

  GuardedCall(CallPolicies policies, MeterRegistry metrics) {
    use(policies);
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(metrics);
  }

  /**
   * Makes a call.
   *
   * @throws IOException when the last attempt failed
   * @throws RuntimeException of resilience4j when a policy refuses it
   */
  <T> T call(TimedAttempt<T> attempt) throws Exception {
    Guards now = guards;
    Duration timeout = Duration.ofMillis(now.policies.timeoutMs());
    return now.around(() -> attempt.within(timeout)).call();
  }

  /** Replaces the policies. A circuit breaker whose policy is the same keeps its state. */
  synchronized void use(CallPolicies policies) {
    BreakerPolicy breaker = policies.breaker();
    boolean same = guards != null && guards.policies.breaker().equals(breaker);
    guards =
        new Guards(
            policies,
            Bulkhead.of(
                "greetings",
                BulkheadConfig.custom()
                    .maxConcurrentCalls(policies.maxConcurrent())
                    .maxWaitDuration(Duration.ZERO)
                    .build()),
            Retry.of("greetings", retry(policies.retry())),
            RateLimiter.of(
                "greetings",
                RateLimiterConfig.custom()
                    .limitForPeriod(policies.perSecond())
                    .limitRefreshPeriod(Duration.ofSeconds(1))
                    .timeoutDuration(Duration.ZERO)
                    .build()),
            same
                ? guards.inARow
                : breaker(
                    IN_A_ROW, breaker, breaker.failuresInARow(), breaker.failuresInARow(), 100),
            same
                ? guards.byRate
                : breaker(
                    BY_RATE, breaker, WINDOW, breaker.minimumCalls(), breaker.failurePercent()));
  }

  private CircuitBreaker breaker(
      String name, BreakerPolicy policy, int window, int minimum, int percent) {
    CircuitBreakerConfig config =
        CircuitBreakerConfig.custom()
            .slidingWindowType(SlidingWindowType.COUNT_BASED)
            .slidingWindowSize(window)
            .minimumNumberOfCalls(minimum)
            .failureRateThreshold(percent)
            .waitDurationInOpenState(Duration.ofSeconds(policy.openSeconds()))
            .permittedNumberOfCallsInHalfOpenState(policy.trialCalls())
            .recordExceptions(IOException.class)
            // What says nothing of the service would count as its success.
            .ignoreExceptions(CallNotPermittedException.class, InterruptedException.class)
            .build();
    if (breakers.find(name).isEmpty()) {
      return breakers.circuitBreaker(name, config);
    }
    CircuitBreaker breaker = CircuitBreaker.of(name, config);
    breakers.replace(name, breaker);
    return breaker;
  }

  /** Only what another attempt may find better: neither an open breaker nor a limit. */
  private static RetryConfig retry(RetryPolicy policy) {
    return RetryConfig.custom()
        .maxAttempts(policy.attempts())
        .intervalFunction(
            IntervalFunction.ofExponentialRandomBackoff(
                Duration.ofMillis(policy.waitMs()), 2, policy.jitterPercent() / 100.0))
        .retryExceptions(IOException.class)
        .build();
  }
}
