package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.analysis.evidence.Combination;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.Dispersion;
import dev.sluice.analysis.evidence.LatencyBound;
import dev.sluice.analysis.evidence.LatencyBounds;
import dev.sluice.analysis.evidence.UsualShare;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is learned from the baseline before a release. */
class BaselineTest {
  private static final double[] BOUNDS = {10, 20, 40, 80};

  @Test
  void no_history_is_trusted_half() {
    assertThat(Dispersion.phi(List.of(), Dispersion.ERRORS_CAP)).isEqualTo(2);
  }

  /** The service's own pods count every attempt, and all attempts stay in one subset. */
  @Test
  void attempts_of_one_request_are_a_clump() {
    List<Counts> even = new ArrayList<>();
    for (int k = 0; k < 400; k++) {
      even.add(new Counts(1000, 10));
    }

    assertThat(new Baseline(List.of(), Reporter.SOURCE).phi(even, Dispersion.ERRORS_CAP))
        .isEqualTo(1);
    assertThat(new Baseline(List.of(), Reporter.WAYPOINT).phi(even, Dispersion.ERRORS_CAP))
        .isEqualTo(1);
    assertThat(new Baseline(List.of(), Reporter.DESTINATION).phi(even, Dispersion.ERRORS_CAP))
        .isEqualTo(3);
  }

  @Test
  void phi_is_never_below_1_nor_above_its_cap() {
    List<Counts> even = new ArrayList<>();
    List<Counts> bursts = new ArrayList<>();
    for (int k = 0; k < 400; k++) {
      even.add(new Counts(1000, 10));
      bursts.add(new Counts(1000, k % 2 == 0 ? 0 : 900));
    }

    assertThat(Dispersion.phi(even, Dispersion.ERRORS_CAP)).isEqualTo(1);
    assertThat(Dispersion.phi(bursts, Dispersion.ERRORS_CAP)).isEqualTo(10);
    assertThat(Dispersion.phi(bursts, Dispersion.SLOW_CAP)).isEqualTo(500);
  }

  @Test
  void the_usual_share_is_that_of_the_best_five_minutes() {
    List<Counts> blocks = new ArrayList<>();
    for (int k = 0; k < 120; k++) {
      blocks.add(new Counts(100, k >= 60 && k < 80 ? 1 : k < 40 ? 50 : 2));
    }

    assertThat(UsualShare.of(blocks, 15)).isEqualTo(0.01);
    assertThat(UsualShare.outsideOfOutages(blocks, 15, 0.01).errors()).isLessThan(300);
    assertThat(UsualShare.of(blocks.subList(0, 4), 15)).as("too few requests").isNull();
    assertThat(UsualShare.of(blocks.subList(30, 50), 15))
        .as("the better half of five minutes")
        .isEqualTo(0.02);
  }

  @Test
  void few_clumps_are_taken_as_large_as_they_were() {
    List<Counts> rare = new ArrayList<>();
    for (int k = 0; k < 120; k++) {
      rare.add(new Counts(150, k == 30 || k == 80 ? 8 : 0));
    }

    double measured = Dispersion.raw(rare);
    assertThat(measured).isCloseTo(8, within(0.5));
    assertThat(Dispersion.estimate(rare, Dispersion.ERRORS_CAP, 2, 20)).isLessThan(5);
    assertThat(Dispersion.phi(rare, Dispersion.ERRORS_CAP)).isEqualTo(measured);
  }

  @Test
  void few_errors_apart_do_not_make_the_prior_smaller() {
    List<Counts> apart = new ArrayList<>();
    for (int k = 0; k < 120; k++) {
      apart.add(new Counts(150, k % 10 == 0 ? 1 : 0));
    }

    assertThat(Dispersion.raw(apart)).isLessThan(1.1);
    assertThat(Dispersion.phi(apart, Dispersion.ERRORS_CAP)).isGreaterThan(1.5);
  }

  @Test
  void a_slow_drift_is_no_clump() {
    List<Counts> drift = new ArrayList<>();
    for (int k = 0; k < 120; k++) {
      drift.add(new Counts(10_000, 10 + k));
    }

    assertThat(Dispersion.raw(drift)).isLessThan(0.1);
  }

  @Test
  void a_block_in_which_everything_fails_says_nothing_of_clumps() {
    assertThat(Dispersion.raw(List.of(new Counts(5, 5), new Counts(7, 7)))).isEqualTo(1);
  }

  @Test
  void what_is_within_the_least_time_is_not_compared() {
    long[] within = {0, 500, 900, 990, 1000};

    assertThat(LatencyBounds.choose(BOUNDS, within, 1.1, 0))
        .extracting(LatencyBound::millis)
        .containsExactly(20.0, 40.0, 80.0);
    assertThat(LatencyBounds.choose(BOUNDS, within, 1.1, 40))
        .extracting(LatencyBound::millis)
        .containsExactly(40.0, 80.0);
    assertThat(LatencyBounds.choose(BOUNDS, within, 1.1, 81)).isEmpty();
  }

  @Test
  void an_empty_histogram_or_one_without_a_tail_gives_no_bounds() {
    assertThat(LatencyBounds.choose(BOUNDS, new long[5], 1.1, 0)).isEmpty();
    assertThat(LatencyBounds.choose(BOUNDS, new long[] {0, 0, 0, 0, 9}, 1.1, 0)).isEmpty();
    assertThat(LatencyBounds.choose(BOUNDS, new long[] {9, 9, 9, 9, 9}, 1.1, 0)).isEmpty();
    assertThat(LatencyBounds.choose(new double[0], new long[] {9}, 1.1, 0)).isEmpty();
  }

  @Test
  void a_coarse_histogram_gives_each_bound_once() {
    List<LatencyBound> chosen =
        LatencyBounds.choose(BOUNDS, new long[] {0, 500, 1000, 1000, 1000}, 1.1, 0);

    assertThat(chosen).hasSize(1);
    assertThat(chosen.get(0).millis()).isEqualTo(20);
  }

  /** From every request to half of them within a doubling: the share falls as one over the time. */
  @Test
  void a_slowdown_becomes_a_ratio_of_shares_by_how_steeply_they_fall() {
    LatencyBound bound =
        LatencyBounds.choose(BOUNDS, new long[] {0, 500, 1000, 1000, 1000}, 1.1, 0).get(0);

    assertThat(bound.share()).isEqualTo(0.5);
    assertThat(bound.rho()).isCloseTo(1.1, within(1e-12));
    assertThat(bound.gateRho()).isCloseTo(1.25, within(1e-12));
  }

  @Test
  void the_gate_is_never_stricter_than_what_is_tolerated_on_the_way() {
    LatencyBound bound =
        LatencyBounds.choose(BOUNDS, new long[] {0, 500, 1000, 1000, 1000}, 1.5, 0).get(0);

    assertThat(bound.gateRho()).isEqualTo(bound.rho()).isCloseTo(1.5, within(1e-12));
  }

  @Test
  void no_ratio_takes_a_share_above_1() {
    LatencyBound bound =
        LatencyBounds.choose(BOUNDS, new long[] {0, 100, 1000, 1000, 1000}, 100, 0).get(0);

    assertThat(bound.rho() * bound.share()).isLessThanOrEqualTo(1);
  }

  @Test
  void a_histogram_that_is_none_is_refused() {
    assertThatThrownBy(() -> LatencyBounds.choose(BOUNDS, new long[4], 1.1, 0))
        .hasMessageContaining("cumulative=4");
    assertThatThrownBy(() -> LatencyBounds.choose(BOUNDS, new long[] {5, 4, 6, 7, 8}, 1.1, 0))
        .hasMessageContaining("cumulative[0]=5");
    assertThatThrownBy(() -> LatencyBounds.choose(new double[] {2, 1}, new long[3], 1.1, 0))
        .hasMessageContaining("bounds[1]=1.0");
    assertThatThrownBy(() -> LatencyBounds.choose(BOUNDS, new long[5], 0.9, 0))
        .hasMessageContaining("slowdown=0.9");
  }

  @Test
  void lost_capital_leaves_the_average_of_the_rest() {
    double lost = Double.NEGATIVE_INFINITY;

    assertThat(Combination.logMean(new double[] {1, 3}, new double[] {lost, Math.log(8)}))
        .isCloseTo(Math.log(6), within(1e-12));
    assertThat(Combination.logMean(new double[] {1, 1}, new double[] {lost, lost})).isEqualTo(lost);
    assertThat(Combination.logMean(new double[] {1, 0}, new double[] {4, 2e9})).isEqualTo(4);
    assertThatThrownBy(() -> Combination.logMean(new double[] {0}, new double[] {1}))
        .hasMessageContaining("0.0");
    assertThatThrownBy(() -> Combination.logMean(new double[] {1}, new double[] {1, 2}))
        .hasMessageContaining("logW=2");
    assertThatThrownBy(() -> Combination.logMean(new double[] {2, -1}, new double[] {1, 2}))
        .hasMessageContaining("weights[1]=-1.0");
  }
}
