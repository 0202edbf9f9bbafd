package dev.sluice.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class KeptRateTest {
  private static final Instant START = Instant.parse("2026-11-22T20:00:00.300Z");
  private static final LoadStream STREAM =
      new LoadStream("kept", Duration.ofMillis(10), true, List.of(LoadTarget.get("http://users/")));
  private static final LoadPlan PLAN = new LoadPlan(List.of(STREAM));

  /** {@code count} requests, each sent some milliseconds after it was due. */
  private static List<LedgerEntry> sent(int count, LongUnaryOperator lagMillis) {
    List<LedgerEntry> entries = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      Instant at = START.plus(STREAM.due(i)).plusMillis(lagMillis.applyAsLong(i));
      entries.add(new LedgerEntry("kept", i, at, Duration.ofMillis(5), "GET", "/", 200, "1", ""));
    }
    return entries;
  }

  @Test
  void evenIntervalsAreKept() {
    KeptRate rate = KeptRate.of(PLAN, sent(3000, i -> 0), true);
    assertThat(rate).isEqualTo(new KeptRate(100, 3000, 0, Duration.ZERO, 31, 0));
    assertThat(rate.objection()).isEmpty();
  }

  @Test
  void jitterIsNotFallingBehind() {
    KeptRate rate = KeptRate.of(PLAN, sent(3000, i -> (i * 7919) % 40), true);
    assertThat(rate.worstLag()).isEqualTo(Duration.ofMillis(39));
    assertThat(rate.objection()).isEmpty();
  }

  @Test
  void aLongPauseHasNoVerdict() {
    KeptRate rate = KeptRate.of(PLAN, sent(3000, i -> i == 1500 ? 2500 : 0), true);
    assertThat(rate.worstLag()).isEqualTo(Duration.ofMillis(2500));
    assertThat(rate.objection())
        .hasValueSatisfying(text -> assertThat(text).contains("2.50 s late"));
  }

  @Test
  void aRateThatIsNotReachedHasNoVerdict() {
    // 10% too slow: the lag grows and each second has fewer requests.
    KeptRate rate = KeptRate.of(PLAN, sent(3000, i -> i * 10 / 9), true);
    assertThat(rate.secondsBelow()).isGreaterThan(20);
    assertThat(rate.objection()).isPresent();
  }

  @Test
  void aFewShortPausesAreKeptManyAreNot() {
    // Twice a minute, half a second across the end of a second.
    LongUnaryOperator pause = i -> i % 3000 >= 40 && i % 3000 < 90 ? 500 - (i % 3000 - 40) * 10 : 0;
    KeptRate few = KeptRate.of(PLAN, sent(6000, pause), true);
    assertThat(few.secondsBelow()).isBetween(1, 3);
    assertThat(few.objection()).isEmpty();
    KeptRate many = KeptRate.of(PLAN, sent(6000, i -> i % 300 < 50 ? 900 : 0), true);
    assertThat(many.objection())
        .hasValueSatisfying(text -> assertThat(text).contains("less than 95%"));
  }

  @Test
  void aRequestThatIsNotInTheLedgerHasNoVerdict() {
    List<LedgerEntry> entries = sent(100, i -> 0);
    entries.remove(50);
    assertThat(KeptRate.of(PLAN, entries, false).objection()).isEmpty();
    assertThat(KeptRate.of(PLAN, entries, true).lost()).isEqualTo(1);
    assertThat(KeptRate.of(PLAN, entries, true).objection())
        .hasValueSatisfying(text -> assertThat(text).contains("1 requests are missing"));
  }

  @Test
  void nothingSentHasNoVerdict() {
    assertThat(KeptRate.of(PLAN, List.of(), true).objection()).isPresent();
  }

  @Test
  void eachStreamHasItsOwnClock() {
    LoadStream slow =
        new LoadStream(
            "slow", Duration.ofSeconds(1), true, List.of(LoadTarget.get("http://users/")));
    List<LedgerEntry> entries = sent(1000, i -> 0);
    for (long i = 0; i < 10; i++) {
      Instant at = START.plusMillis(700).plus(slow.due(i));
      entries.add(new LedgerEntry("slow", i, at, Duration.ofSeconds(20), "GET", "/", 200, "1", ""));
    }
    KeptRate rate = KeptRate.of(new LoadPlan(List.of(STREAM, slow)), entries, true);
    assertThat(rate.offered()).isEqualTo(101);
    assertThat(rate.worstLag()).isZero();
    assertThat(rate.objection()).isEmpty();
  }
}
