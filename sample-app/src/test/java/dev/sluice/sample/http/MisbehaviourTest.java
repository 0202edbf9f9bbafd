package dev.sluice.sample.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sample.config.Settings;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MisbehaviourTest {

  private final AtomicLong clock = new AtomicLong(-5);
  private final Random random = new Random(20261122);

  @Test
  void theStatedShareFails() {
    assertThat(failuresOf10000("50")).isBetween(4_800L, 5_200L);
    assertThat(failuresOf10000("0.5")).isBetween(30L, 70L);
    assertThat(failuresOf10000("0")).isZero();
    assertThat(failuresOf10000("100")).isEqualTo(10_000);
  }

  @Test
  void failingStartsAtItsSecond() {
    Misbehaviour misbehaviour =
        misbehaviour(Map.of("FAIL_PERCENT", "100", "FAIL_FROM_SECOND", "7"));
    clock.addAndGet(TimeUnit.SECONDS.toNanos(7) - 1);
    assertThat(misbehaviour.failsNow()).isFalse();
    clock.incrementAndGet();
    assertThat(misbehaviour.failsNow()).isTrue();
  }

  private long failuresOf10000(String percent) {
    Misbehaviour misbehaviour = misbehaviour(Map.of("FAIL_PERCENT", percent));
    return IntStream.range(0, 10_000).filter(i -> misbehaviour.failsNow()).count();
  }

  private Misbehaviour misbehaviour(Map<String, String> environment) {
    return new Misbehaviour(Settings.parse(environment), clock::get, random::nextDouble);
  }
}
