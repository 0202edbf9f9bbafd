package dev.sluice.analysis.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RollbackEvidenceTest {
  private static final double ENOUGH = Math.log(100);
  private static final Counts BASELINE = new Counts(18_000, 18);

  @Test
  void a_quarter_minute_of_half_the_requests_failing_is_enough() {
    HarmProcess test = HarmProcess.errors(1.1, 0.0002, 1.5, 15);

    HarmState harm = test.next(test.begin(BASELINE), block(75, 37, 1425, 1), true);

    assertThat(harm.logWealth()).isGreaterThan(ENOUGH);
    assertThat(harm.pValue()).isLessThan(0.01);
  }

  @Test
  void an_outage_of_both_versions_is_no_evidence_against_either() {
    HarmProcess test = HarmProcess.errors(1.1, 0.0002, 1.5, 15);
    HarmState harm = test.begin(BASELINE);
    for (int k = 0; k < 8; k++) {
      harm = test.next(harm, block(75, 15, 1425, 285), false);
    }

    assertThat(harm.logSup()).isLessThan(1);
  }

  @Test
  void the_p_value_remembers_the_worst_moment_and_the_capital_does_not() {
    HarmProcess test = HarmProcess.errors(1.1, 0.0002, 1, 15);
    HarmState worst = test.next(test.begin(BASELINE), block(75, 5, 1425, 1), false);
    HarmState later = worst;
    for (int k = 0; k < 20; k++) {
      later = test.next(later, block(75, 0, 1425, 1), false);
    }

    assertThat(later.pValue()).isEqualTo(worst.pValue());
    assertThat(later.logWealth()).isLessThan(worst.logWealth());
  }

  @Test
  void a_limit_does_not_look_at_the_stable_version() {
    HarmProcess test = HarmProcess.limit(0.01, 1, 15);

    HarmState beside = test.next(test.begin(BASELINE), block(200, 9, 300, 200), false);
    HarmState alone =
        test.next(test.begin(BASELINE), new IntervalCounts(new Counts(200, 9), Counts.NONE), false);

    assertThat(beside.logBets()).isEqualTo(alone.logBets());
  }

  @Test
  void alone_the_canary_is_held_against_what_was_tolerated_beside_the_stable_version() {
    HarmProcess test = HarmProcess.errors(1.1, 0.0002, 2, 15);
    HarmState before = test.begin(BASELINE);
    HarmProcess limit = HarmProcess.limit(1.1 * before.stableShare() + 0.0002, 2, 15);
    Counts canary = new Counts(1500, 7);

    HarmState after = test.nextAlone(before, canary);

    assertThat(after.logBets())
        .isEqualTo(limit.next(before, new IntervalCounts(canary, Counts.NONE), false).logBets());
    assertThat(after.stableShare()).isEqualTo(before.stableShare());
    assertThat(after.logWealth()).isGreaterThan(0);
  }

  @Test
  void the_length_of_a_block_does_not_change_how_fast_stakes_and_memory_go() {
    HarmProcess quarter = HarmProcess.errors(1.1, 0.0002, 1, 15);
    HarmProcess third = HarmProcess.errors(1.1, 0.0002, 1, 5);
    IntervalCounts nothing = block(0, 0, 0, 0);
    HarmState one = quarter.next(quarter.begin(BASELINE), nothing, false);
    HarmState three = third.begin(BASELINE);
    for (int k = 0; k < 3; k++) {
      three = third.next(three, nothing, false);
    }

    assertThat(three.requests()).isCloseTo(one.requests(), within(1e-6));
    assertThat(three.cash()).isCloseTo(one.cash(), within(1e-6));
  }

  /** Capital and memory that fade for months must end as small numbers, not as none. */
  @Test
  void months_without_errors_or_traffic_do_no_harm() {
    HarmProcess test = HarmProcess.errors(1, 0, 1, 600);
    for (IntervalCounts idle : List.of(block(10, 0, 10, 0), block(10, 0, 0, 0))) {
      HarmState harm = test.begin(BASELINE);
      for (int k = 0; k < 10_000; k++) {
        harm = test.next(harm, idle, true);
      }
      double share = idle.stable().requests() == 0 ? 0.001 : 0;
      assertThat(harm.stableShare()).as("%s", idle).isPositive().isCloseTo(share, within(1e-12));

      harm = test.next(harm, block(1000, 500, 1000, 1), false);

      assertThat(harm.logWealth()).as("%s", idle).isFinite();
    }
  }

  @Test
  void what_makes_no_sense_is_refused_by_name() {
    assertThatThrownBy(() -> HarmProcess.errors(0, 0, 1, 15)).hasMessageContaining("rho=0.0");
    assertThatThrownBy(() -> HarmProcess.errors(-1, 0.1, 1, 15)).hasMessageContaining("rho=-1.0");
    assertThatThrownBy(() -> HarmProcess.errors(1, Double.NaN, 1, 15)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> HarmProcess.errors(1, 0, 0.5, 15)).hasMessageContaining("phi=0.5");
    assertThatThrownBy(() -> HarmProcess.errors(1, 0, 1, 0)).hasMessageContaining("gridSeconds=0");
    assertThatThrownBy(() -> HarmProcess.slow(1, 1, 7200)).hasMessageContaining("gridSeconds=7200");
    assertThatThrownBy(() -> FitnessProcess.errors(0, 1)).hasMessageContaining("nextWeight=0.0");
    assertThatThrownBy(() -> FitnessProcess.slow(2, Double.NaN)).hasMessageContaining("phi=NaN");
    assertThatThrownBy(() -> new RiskRatio(0)).hasMessageContaining("ratio=0.0");
  }

  private static IntervalCounts block(long nc, long ec, long ns, long es) {
    return new IntervalCounts(new Counts(nc, ec), new Counts(ns, es));
  }
}
