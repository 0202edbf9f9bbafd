package dev.sluice.sample.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.sample.config.Faults;
import dev.sluice.sample.faults.FaultSwitch.RequestFault;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultSwitchTest {

  private static final String ROUTE = "GET /users";

  private final AtomicLong clock = new AtomicLong(-5);
  private final Random random = new Random(20261122);
  private final AtomicInteger crashes = new AtomicInteger();
  private final Damage damage = new Damage(crashes::incrementAndGet);

  @Test
  void theStatedShareFailsAndHangs() {
    for (String fault : new String[] {"FAIL_PERCENT", "HANG_PERCENT"}) {
      Predicate<RequestFault> counted =
          fault.startsWith("FAIL") ? next -> next.failure().isPresent() : RequestFault::hangs;
      assertThat(of10000(fault, "50", counted)).isBetween(4_800L, 5_200L);
      assertThat(of10000(fault, "0.5", counted)).isBetween(30L, 70L);
      assertThat(of10000(fault, "0", counted)).isZero();
      assertThat(of10000(fault, "100", counted)).isEqualTo(10_000);
    }
  }

  @Test
  void failingStartsAtItsSecondAfterEachChange() {
    FaultSwitch faults = faults("FAIL_PERCENT", "100", "FAIL_FROM_SECOND", "7");
    clock.addAndGet(TimeUnit.SECONDS.toNanos(7) - 1);
    assertThat(faults.next(ROUTE).failure()).isEmpty();
    clock.incrementAndGet();
    assertThat(faults.next(ROUTE).failure()).isPresent();
    faults.reset();
    assertThat(faults.next(ROUTE).failure()).isEmpty();
  }

  @Test
  void onlyTheStatedRoutesAreBad() {
    FaultSwitch faults =
        faults("FAIL_PERCENT", "100", "DELAY_MS", "5", "FAULT_ROUTES", "POST /users");
    assertThat(faults.next(ROUTE).failure()).isEmpty();
    assertThat(faults.next(ROUTE).delayMillis()).isZero();
    assertThat(faults.next("POST /users").failure()).isPresent();
    assertThat(faults.next("POST /users").delayMillis()).isEqualTo(5);
    assertThat(faults("FAIL_PERCENT", "100").next("GET /health/ready").failure()).isEmpty();
  }

  @Test
  void readinessCanLie() {
    assertThat(faults().saysReady(true)).isTrue();
    assertThat(faults().saysReady(false)).isFalse();
    assertThat(faults("READINESS", "always").saysReady(false)).isTrue();
    assertThat(faults("READINESS", "never").saysReady(true)).isFalse();
  }

  @Test
  void damageEndsWithItsFault() {
    FaultSwitch faults = faults();
    faults.set(Faults.parse(Map.of("LEAK_KB", "8", "BURN_THREADS", "1")));
    faults.next(ROUTE);
    faults.next(ROUTE);
    assertThat(damage.leakedKilobytes()).isEqualTo(16);
    assertThat(damage.burningThreads()).isEqualTo(1);
    faults.reset();
    assertThat(damage.leakedKilobytes()).isZero();
    assertThat(damage.burningThreads()).isZero();
  }

  @Test
  void aCrashComesInTimeUnlessItIsCalledOff() {
    FaultSwitch faults = faults();
    faults.set(Faults.parse(Map.of("CRASH_AFTER_SECOND", "1")));
    faults.reset();
    faults.set(Faults.parse(Map.of("CRASH_AFTER_SECOND", "2")));
    await().until(() -> crashes.get() == 1);
    faults.close();
    assertThat(crashes).hasValue(1);
  }

  private long of10000(String fault, String percent, Predicate<RequestFault> counted) {
    FaultSwitch faults = faults(fault, percent);
    return IntStream.range(0, 10_000).filter(i -> counted.test(faults.next(ROUTE))).count();
  }

  private FaultSwitch faults(String... variables) {
    Map<String, String> given =
        variables.length == 0
            ? Map.of()
            : IntStream.range(0, variables.length / 2)
                .boxed()
                .collect(
                    java.util.stream.Collectors.toMap(
                        i -> variables[2 * i], i -> variables[2 * i + 1]));
    return new FaultSwitch(Faults.parse(given), damage, clock::get, random::nextDouble);
  }
}
