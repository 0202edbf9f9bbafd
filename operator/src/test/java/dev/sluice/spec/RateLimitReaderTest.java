package dev.sluice.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.RateLimit;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.api.v1alpha1.Traffic;
import dev.sluice.traffic.RequestLimit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An object that was stored under older rules is read here too: each mistake names a remedy. */
class RateLimitReaderTest {
  private static ReadPolicy read(Integer requests, String per, Integer burst) {
    return PolicyReader.read(
        new CanaryReleaseSpec(
            new Target("users"),
            null,
            null,
            null,
            null,
            new Traffic(null, null, null, null, null, new RateLimit(requests, per, burst), null),
            null,
            null));
  }

  private static void rejected(ReadPolicy read, String message) {
    assertThat(read.violations()).extracting(Violation::toString).containsExactly(message);
    assertThat(read.policy().policies()).isEmpty();
  }

  @Test
  void periodAndBurstHaveDefaults() {
    assertThat(read(200, null, null).policy().policies())
        .containsExactly(new RequestLimit(200, Duration.ofSeconds(1), 0));
    assertThat(read(200, "1m30s", 50).policy().policies())
        .containsExactly(new RequestLimit(200, Duration.ofSeconds(90), 50));
  }

  @Test
  void mistakesNameARemedy() {
    rejected(
        read(null, null, null),
        "spec.traffic.rateLimit.requests: is required; use for example 200");
    rejected(
        read(0, null, null),
        "spec.traffic.rateLimit.requests: \"0\" would refuse every request; use a number from 1 to"
            + " 1000000, or remove rateLimit for no limit");
    rejected(
        read(1_000_001, null, null),
        "spec.traffic.rateLimit.requests: \"1000001\" is out of range; use a number from 1 to"
            + " 1000000");
    rejected(
        read(1, "2h", null),
        "spec.traffic.rateLimit.per: \"2h\" is out of range; use a duration from 1s to 1h");
    rejected(
        read(1, "soon", null),
        "spec.traffic.rateLimit.per: invalid duration \"soon\"; use for example 30s, 1m30s or 2h");
    rejected(
        read(1, null, -1),
        "spec.traffic.rateLimit.burst: \"-1\" is out of range; use a number from 0 to 1000000");
  }
}
