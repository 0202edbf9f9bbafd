package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.FitnessProcess;
import dev.sluice.analysis.evidence.FitnessState;
import dev.sluice.analysis.evidence.HalfPlane;
import dev.sluice.analysis.evidence.HarmProcess;
import dev.sluice.analysis.evidence.HarmState;
import dev.sluice.analysis.evidence.IntervalCounts;
import dev.sluice.analysis.evidence.RiskRatio;
import dev.sluice.analysis.evidence.TrafficShareProcess;
import dev.sluice.analysis.evidence.TrafficShareState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * What the error probabilities rest on: the expectation of every e-value is at most 1 while its
 * claim holds. It is summed up exactly, over all outcomes of small blocks and over a grid of shares
 * that reaches to the edge of the claim.
 */
class ValidityTest {
  private static final double AT_MOST_ONE = 1 + 1e-12;

  private static final double[] SHARES = {0, 0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 1};
  private static final double[] WITHIN = {0, 0.5, 0.9, 1};
  private static final double[] BET_ON_STABLE = {1e-6, 0.001, 0.02, 0.3};
  private static final double[] EFFECTS = {1, 1.5, 4, 30, 600};

  private static final List<HalfPlane> EDGES =
      List.of(
          new HalfPlane(1.1, 0.0002),
          new HalfPlane(1, 0),
          new HalfPlane(1, 0.0005),
          new HalfPlane(0, 0.01),
          new HalfPlane(0.5, 0.1),
          new HalfPlane(3, 0.02),
          new HalfPlane(1.2, 0));

  @Test
  void evidence_against_a_tolerable_canary_has_expectation_at_most_1() {
    for (HalfPlane edge : EDGES) {
      for (double qs : BET_ON_STABLE) {
        for (double effect : EFFECTS) {
          double qc = effect * edge.tolerance(qs);
          for (double ps : SHARES) {
            for (double part : WITHIN) {
              double pc = part * Math.min(1, edge.tolerance(ps));
              atMostOne(pc, ps, block -> edge.logE(block, qc, qs));
            }
          }
        }
      }
    }
  }

  @Test
  void evidence_against_an_unfit_canary_has_expectation_at_most_1() {
    for (HalfPlane edge : EDGES) {
      for (double qs : BET_ON_STABLE) {
        for (double place : new double[] {0, 0.1, 1 / 3.0, 2 / 3.0, 0.99}) {
          double qc =
              Math.pow(edge.tolerance(qs), place)
                  * Math.pow(Math.min(qs, edge.tolerance(qs)), 1 - place);
          for (double ps : SHARES) {
            double least = edge.tolerance(ps);
            for (double part : WITHIN) {
              double pc = least + part * (1 - least);
              if (least <= 1) {
                atMostOne(pc, ps, block -> edge.logE(block, qc, qs));
              }
            }
          }
        }
      }
    }
  }

  @Test
  void the_conditional_form_has_expectation_at_most_1_on_either_side() {
    for (double rho : new double[] {0.5, 1, 1.1, 1.43, 3}) {
      RiskRatio edge = new RiskRatio(rho);
      for (double ps : SHARES) {
        double most = rho * ps;
        for (double part : WITHIN) {
          double below = part * Math.min(1, most);
          for (double effect : EFFECTS) {
            atMostOne(below, ps, block -> edge.logE(block, effect * rho));
          }
          double above = most + part * (1 - most);
          if (most <= 1) {
            for (double bet : new double[] {0.01, 0.3, 0.9, 1}) {
              atMostOne(above, ps, block -> edge.logE(block, bet * rho));
            }
          }
        }
      }
    }
  }

  /** The share that the bet expects of the stable version cancels. */
  @Test
  void the_conditional_form_is_the_half_plane_without_an_additive_part() {
    HalfPlane plane = new HalfPlane(1.3, 0);
    RiskRatio ratio = new RiskRatio(1.3);
    for (double qs : BET_ON_STABLE) {
      for (double effect : new double[] {0.2, 0.7, 1.15, 2, 5}) {
        IntervalCounts block = new IntervalCounts(new Counts(150, 8), new Counts(1350, 17));
        assertThat(plane.logE(block, effect * 1.3 * qs, qs))
            .isCloseTo(ratio.logE(block, effect * 1.3), within(1e-9));
      }
    }
  }

  @Test
  void a_canary_beyond_the_edge_is_found_out() {
    HalfPlane edge = new HalfPlane(1.1, 0.0002);
    double ps = 0.01;
    double pc = 3 * edge.tolerance(ps);

    double expected = expectation(4, 5, pc, ps, block -> edge.logE(block, pc, ps));

    assertThat(expected).isGreaterThan(1.01);
  }

  @Test
  void clumps_of_up_to_phi_leave_the_expectation_of_the_tempered_evidence_at_most_1() {
    int phi = 3;
    List<List<Integer>> clumps =
        List.of(List.of(1), List.of(3), List.of(2, 1), List.of(3, 3), List.of(3, 2, 1, 1));
    double largestUntempered = 0;
    for (HalfPlane edge : EDGES) {
      for (double qs : BET_ON_STABLE) {
        for (double effect : EFFECTS) {
          double qc = effect * edge.tolerance(qs);
          for (double ps : SHARES) {
            double pc = Math.min(1, edge.tolerance(ps));
            for (List<Integer> canary : clumps) {
              for (List<Integer> stable : clumps) {
                double tempered = clumped(canary, stable, pc, ps, edge, qc, qs, phi);
                assertThat(tempered)
                    .as("%s qc=%s qs=%s pc=%s ps=%s %s %s", edge, qc, qs, pc, ps, canary, stable)
                    .isLessThanOrEqualTo(AT_MOST_ONE);
                largestUntempered =
                    Math.max(largestUntempered, clumped(canary, stable, pc, ps, edge, qc, qs, 1));
              }
            }
          }
        }
      }
    }
    assertThat(largestUntempered).as("why phi is needed").isGreaterThan(10);
  }

  @Test
  void any_pattern_of_failures_is_harmless_when_requests_are_routed_at_random() {
    for (HalfPlane edge : EDGES) {
      if (edge.rho() < 1) {
        continue;
      }
      for (double qs : BET_ON_STABLE) {
        for (double effect : EFFECTS) {
          double qc = effect * edge.tolerance(qs);
          for (int nc = 1; nc <= 6; nc++) {
            for (int ns = 1; ns <= 8; ns++) {
              for (int errors = 0; errors <= nc + ns; errors++) {
                assertThat(routed(nc, ns, errors, edge, qc, qs))
                    .as("%s qc=%s qs=%s nc=%s ns=%s errors=%s", edge, qc, qs, nc, ns, errors)
                    .isLessThanOrEqualTo(AT_MOST_ONE);
              }
            }
          }
        }
      }
    }
  }

  @Test
  void capital_is_expected_to_shrink_from_wherever_it_is_while_the_canary_is_tolerable() {
    HalfPlane tolerable = new HalfPlane(1.1, 0.0002);
    HarmProcess errors = HarmProcess.errors(1.1, 0.0002, 1, 15);
    HarmProcess slow = HarmProcess.slow(1.3, 1, 15);
    for (HarmState before : somewhere(errors)) {
      for (double ps : SHARES) {
        double pc = Math.min(1, tolerable.tolerance(ps));
        for (boolean afterIncrease : new boolean[] {false, true}) {
          atMostOne(
              pc,
              ps,
              block -> errors.next(before, block, afterIncrease).logWealth() - before.logWealth());
        }
      }
      double alone = Math.min(1, tolerable.tolerance(before.baselineShare()));
      atMostOne(
          alone,
          0,
          block -> errors.nextAlone(before, block.candidate()).logWealth() - before.logWealth());
    }
    for (HarmState before : somewhere(slow)) {
      for (double ps : SHARES) {
        atMostOne(
            Math.min(1, 1.3 * ps),
            ps,
            block -> slow.next(before, block, true).logWealth() - before.logWealth());
      }
    }
  }

  @Test
  void proof_of_fitness_is_expected_to_shrink_while_the_canary_is_unfit() {
    for (double nextWeight : new double[] {0.05, 0.5, 1}) {
      FitnessProcess test = FitnessProcess.errors(nextWeight, 1);
      HalfPlane margin = new HalfPlane(1 + 0.1 / nextWeight, 0.001 / nextWeight);
      FitnessState before =
          test.next(test.begin(), new IntervalCounts(new Counts(80, 0), new Counts(90, 1)), 0.004);
      for (double qs : BET_ON_STABLE) {
        for (double ps : SHARES) {
          if (margin.tolerance(ps) <= 1) {
            atMostOne(
                margin.tolerance(ps),
                ps,
                block -> test.next(before, block, qs).logWealth() - before.logWealth());
          }
        }
      }
    }
  }

  @Test
  void evidence_of_a_deficit_has_expectation_at_most_1_while_the_split_is_as_set() {
    atMostOne(
        new TrafficShareProcess(),
        new double[] {0.01, 0.05, 0.2, 0.5, 1},
        new double[] {0.8, 0.9, 1});
  }

  @Test
  void evidence_of_a_surplus_has_expectation_at_most_1_while_the_split_is_as_set() {
    double[] weights = {0.01, 0.05, 0.2, 0.5, 0.63};
    for (double weight : weights) {
      assertThat(TrafficShareProcess.asksForMore(weight)).isTrue();
    }
    assertThat(TrafficShareProcess.asksForMore(0.64)).isFalse();
    assertThat(TrafficShareProcess.asksForMore(0)).isFalse();
    atMostOne(TrafficShareProcess.tooMany(), weights, new double[] {1, 1.3, 1.5});
  }

  /** With up to 12 requests, of which the candidate gets these parts of these weights. */
  private static void atMostOne(TrafficShareProcess test, double[] weights, double[] parts) {
    for (double weight : weights) {
      for (double part : parts) {
        for (int n = 0; n <= 12; n++) {
          double expected = 0;
          for (int nc = 0; nc <= n; nc++) {
            TrafficShareState after = test.next(test.begin(), nc, n - nc, weight);
            expected += Chances.binomial(n, nc, part * weight) * Math.exp(after.logWealth());
          }
          assertThat(expected)
              .as("weight=%s part=%s n=%s", weight, part, n)
              .isLessThanOrEqualTo(AT_MOST_ONE);
        }
      }
    }
  }

  private static void atMostOne(double pc, double ps, ToDoubleFunction<IntervalCounts> logE) {
    for (int nc = 0; nc <= 4; nc++) {
      for (int ns = 0; ns <= 4; ns++) {
        assertThat(expectation(nc, ns, pc, ps, logE))
            .as("nc=%s ns=%s pc=%s ps=%s", nc, ns, pc, ps)
            .isLessThanOrEqualTo(AT_MOST_ONE);
      }
    }
  }

  private static double expectation(
      int nc, int ns, double pc, double ps, ToDoubleFunction<IntervalCounts> logE) {
    double sum = 0;
    for (int ec = 0; ec <= nc; ec++) {
      for (int es = 0; es <= ns; es++) {
        IntervalCounts block = new IntervalCounts(new Counts(nc, ec), new Counts(ns, es));
        sum +=
            Chances.binomial(nc, ec, pc)
                * Chances.binomial(ns, es, ps)
                * Math.exp(logE.applyAsDouble(block));
      }
    }
    return sum;
  }

  private static double clumped(
      List<Integer> canary,
      List<Integer> stable,
      double pc,
      double ps,
      HalfPlane edge,
      double qc,
      double qs,
      double phi) {
    double sum = 0;
    for (int c = 0; c < 1 << canary.size(); c++) {
      for (int s = 0; s < 1 << stable.size(); s++) {
        IntervalCounts block = new IntervalCounts(failing(canary, c), failing(stable, s));
        sum +=
            chance(canary, c, pc)
                * chance(stable, s, ps)
                * Math.exp(edge.logE(block, qc, qs) / phi);
      }
    }
    return sum;
  }

  private static Counts failing(List<Integer> clumps, int which) {
    int requests = 0;
    int errors = 0;
    for (int i = 0; i < clumps.size(); i++) {
      requests += clumps.get(i);
      errors += (which >> i & 1) * clumps.get(i);
    }
    return new Counts(requests, errors);
  }

  private static double chance(List<Integer> clumps, int which, double p) {
    int failed = Integer.bitCount(which);
    return Math.pow(p, failed) * Math.pow(1 - p, clumps.size() - failed);
  }

  private static double routed(int nc, int ns, int errors, HalfPlane edge, double qc, double qs) {
    double sum = 0;
    for (int ec = Math.max(0, errors - ns); ec <= Math.min(nc, errors); ec++) {
      IntervalCounts block = new IntervalCounts(new Counts(nc, ec), new Counts(ns, errors - ec));
      sum += Chances.hypergeometric(nc + ns, errors, nc, ec) * Math.exp(edge.logE(block, qc, qs));
    }
    return sum;
  }

  /** States of a test at its beginning, after health, after trouble and after an outage of both. */
  private static List<HarmState> somewhere(HarmProcess test) {
    List<HarmState> states = new ArrayList<>();
    HarmState harm = test.begin(new Counts(200, 1));
    states.add(harm);
    List<IntervalCounts> story =
        List.of(
            new IntervalCounts(new Counts(40, 0), new Counts(300, 1)),
            new IntervalCounts(new Counts(40, 2), new Counts(300, 0)),
            new IntervalCounts(new Counts(40, 25), new Counts(300, 190)));
    for (IntervalCounts block : story) {
      harm = test.next(harm, block, false);
      states.add(harm);
    }
    return states;
  }
}
