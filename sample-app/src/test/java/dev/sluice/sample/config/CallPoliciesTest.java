package dev.sluice.sample.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sample.config.CallPolicies.BreakerPolicy;
import dev.sluice.sample.config.CallPolicies.RetryPolicy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallPoliciesTest {

  @Test
  void whatIsAbsentHasItsDefault() {
    assertThat(CallPolicies.DEFAULTS)
        .isEqualTo(
            new CallPolicies(
                500, new RetryPolicy(3, 50, 50), new BreakerPolicy(5, 50, 20, 60, 3), 16, 200));
    assertThat(CallPolicies.parse(Map.of("retry.attempts", "1")).retry())
        .isEqualTo(new RetryPolicy(1, 50, 50));
  }

  @ParameterizedTest
  @CsvSource({
    "timeoutMs, 49, 50 to 30000",
    "retry.attempts, 6, 1 to 5",
    "retry.jitterPercent, 101, 0 to 100",
    "circuitBreaker.failuresInARow, 0, 1 to 100",
    "circuitBreaker.openSeconds, 60s, 1 to 3600",
    "bulkhead.maxConcurrent, 33, 1 to 32",
    "rateLimit.perSecond, 0, 1 to 100000",
    "retry.attempt, 3, retry.attempts",
    "retry, 3, retry.attempts",
  })
  void aBadValueIsRefusedWithPathValueAndRemedy(String path, String value, String remedy) {
    assertThatThrownBy(() -> CallPolicies.parse(Map.of(path, value)))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("setting=" + path + " value=\"" + value + "\"")
        .hasMessageContaining(remedy);
  }
}
