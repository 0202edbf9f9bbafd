package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * What the combined evidence of all metrics rests on: its expectation is at most 1 while the canary
 * is within every tolerance, however the metrics depend on each other and whatever happens to them
 * during the release. It is summed up exactly, over all outcomes of a few small blocks, with the
 * product's own analysis.
 */
class CombinedValidityTest {
  private static final double AT_MOST_ONE = 1 + 1e-12;
  private static final double[] SHARES = {0.001, 0.02, 0.2, 0.5, 0.8};

  /** An interval as long as the warm-up, so that latency counts from the first one on. */
  private static final int STEP = 60;

  private static final int REQUESTS = 2;
  private static final int BLOCKS = 2;

  private static final AnalysisContext HALF =
      new AnalysisContext(0.5, OptionalDouble.of(1), "canary", "stable");

  private static final MetricRule LATENCY =
      new MetricRule.LatencyRule("latency", Enforcement.ENFORCE, 0.1, 25, Optional.empty());

  /** The usual four. */
  private static final List<MetricRule> FOUR =
      List.of(
          rule("errors", MetricKind.ERRORS, 0.0002, "5xx"),
          LATENCY,
          rule("client-errors", MetricKind.CLIENT_ERRORS, 0.01, "4xx"),
          rule("abandoned", MetricKind.ABANDONED, 0.005, "5xx"));

  /** Four that all count the same requests. */
  private static final List<MetricRule> SAME =
      List.of(
          rule("errors", MetricKind.ERRORS, 0.0002, "500"),
          LATENCY,
          rule("client-errors", MetricKind.CLIENT_ERRORS, 0.01, "500"),
          rule("more-errors", MetricKind.ERRORS, 0.005, "500"));

  private static final SharedCause FAILED = new SharedCause("500", false);
  private static final SharedCause FAILED_LATE = new SharedCause("500", true);
  private static final SharedCause REFUSED_LATE = new SharedCause("404", true);
  private static final SharedCause ABANDONED_LATE = new SharedCause("0", true);
  private static final SharedCause LATE = new SharedCause("200", true);

  /** How the requests end that something happens to. */
  private record SharedCause(String code, boolean slow) {}

  /** One of the things that may be seen of both versions in a block. */
  private record PossibleBlock(double chance, RequestCounts canary, RequestCounts stable) {
    RequestCounts seen(RequestCounts counts, boolean timed) {
      return timed ? counts : new RequestCounts(counts.responses(), new TreeMap<>());
    }
  }

  private static MetricRule.ErrorRule rule(
      String name, MetricKind kind, double ignoreBelow, String http) {
    return new MetricRule.ErrorRule(
        name,
        Enforcement.ENFORCE,
        kind,
        0.1,
        ignoreBelow,
        OptionalDouble.empty(),
        List.of(http),
        List.of());
  }

  private static AnalysisPolicy policy(List<MetricRule> metrics) {
    return new AnalysisPolicy(Enforcement.ENFORCE, 0.01, metrics);
  }

  /** After a calm half hour, so that nothing divides the evidence and the expectation is tight. */
  private static Evidence begin(List<MetricRule> metrics) {
    RequestCounts usual =
        new RequestCounts(
            Map.of(
                answer("200"), 9_700L, answer("500"), 50L, answer("404"), 200L, answer("0"), 50L),
            new TreeMap<>(
                Map.of(
                    25.0, 3_000L, 50.0, 9_000L, 100.0, 9_900L, 1e9, 9_900L, infinity(), 10_000L)));
    List<RequestCounts> history = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      history.add(usual);
    }
    Evidence evidence = new AnalysisEngine(policy(metrics), STEP).begin(0, history);
    assertThat(evidence.metrics())
        .allSatisfy(metric -> assertThat(metric.stake()).isPositive())
        .flatExtracting(MetricEvidence::comparisons)
        .allSatisfy(comparison -> assertThat(comparison.phi()).isEqualTo(1));
    return evidence;
  }

  private static ResponseClass answer(String code) {
    return new ResponseClass(code, "");
  }

  private static double infinity() {
    return Double.POSITIVE_INFINITY;
  }

  /** The largest share of the canary's requests that every metric tolerates. */
  private static double tolerated(Evidence evidence, double ps) {
    return evidence.metrics().stream()
        .flatMap(metric -> metric.comparisons().stream())
        .mapToDouble(comparison -> comparison.rho() * ps + comparison.delta())
        .reduce(1, Math::min);
  }

  /** One of the causes strikes in a block, each as likely, and then each request by itself. */
  private static List<PossibleBlock> outcomes(double pc, double ps, SharedCause... causes) {
    List<PossibleBlock> outcomes = new ArrayList<>();
    for (SharedCause cause : causes) {
      for (int c = 0; c <= REQUESTS; c++) {
        for (int s = 0; s <= REQUESTS; s++) {
          double chance = Chances.binomial(REQUESTS, c, pc) * Chances.binomial(REQUESTS, s, ps);
          outcomes.add(
              new PossibleBlock(
                  chance / causes.length, struck(REQUESTS, c, cause), struck(REQUESTS, s, cause)));
        }
      }
    }
    return outcomes;
  }

  private static RequestCounts struck(int requests, int count, SharedCause cause) {
    Map<ResponseClass, Long> responses = new HashMap<>();
    responses.merge(answer("200"), (long) requests - count, Long::sum);
    responses.merge(answer(cause.code()), (long) count, Long::sum);
    long within = cause.slow() ? requests - count : requests;
    SortedMap<Double, Long> durations = new TreeMap<>();
    for (double bound : new double[] {25, 50, 100, 1e9}) {
      durations.put(bound, within);
    }
    durations.put(infinity(), (long) requests);
    return new RequestCounts(responses, durations);
  }

  private static double wealth(List<MetricRule> metrics, Evidence evidence) {
    return Math.exp(new StakeCombiner(policy(metrics), evidence).logHarm());
  }

  private static double capital(MetricRule rule, Evidence evidence) {
    MetricProcess process = new MetricProcess(rule);
    return Math.exp(process.logHarm(process.of(evidence)).orElseThrow());
  }

  /**
   * Expectation over all outcomes of some blocks.
   *
   * @param ends whether latency is not measured any more, given what was seen before a block
   */
  private static double expectation(
      List<MetricRule> metrics,
      Evidence before,
      int blocks,
      List<PossibleBlock> outcomes,
      Predicate<Evidence> ends,
      ToDoubleFunction<Evidence> value) {
    if (blocks == 0) {
      return value.applyAsDouble(before);
    }
    boolean timed = !ends.test(before);
    double sum = 0;
    for (PossibleBlock outcome : outcomes) {
      Sample sample =
          new Sample(
              before.time() + STEP,
              outcome.seen(outcome.canary(), timed),
              outcome.seen(outcome.stable(), timed),
              Map.of());
      Evidence after = new AnalysisEngine(policy(metrics), STEP).step(before, sample, HALF);
      // What has ended stays so.
      Predicate<Evidence> then = timed ? ends : any -> true;
      sum += outcome.chance() * expectation(metrics, after, blocks - 1, outcomes, then, value);
    }
    return sum;
  }

  private static double expectedWealth(
      List<MetricRule> metrics,
      Evidence before,
      List<PossibleBlock> outcomes,
      Predicate<Evidence> ends) {
    return expectation(
        metrics, before, BLOCKS, outcomes, ends, evidence -> wealth(metrics, evidence));
  }

  private static boolean never(Evidence evidence) {
    return false;
  }

  @Test
  void the_average_over_metrics_that_count_the_same_requests_has_expectation_at_most_1() {
    Evidence begin = begin(SAME);
    for (double ps : SHARES) {
      for (double part : new double[] {0, 0.5, 1}) {
        double pc = part * tolerated(begin, ps);
        List<PossibleBlock> outcomes = outcomes(pc, ps, FAILED_LATE);
        assertThat(expectedWealth(SAME, begin, outcomes, CombinedValidityTest::never))
            .as("pc=%s ps=%s", pc, ps)
            .isLessThanOrEqualTo(AT_MOST_ONE);
      }
    }
  }

  @Test
  void so_it_has_where_one_cause_decides_which_of_them_counts_a_request() {
    Evidence begin = begin(FOUR);
    for (double ps : SHARES) {
      double pc = tolerated(begin, ps);
      List<PossibleBlock> outcomes = outcomes(pc, ps, FAILED_LATE, REFUSED_LATE, ABANDONED_LATE);
      assertThat(expectedWealth(FOUR, begin, outcomes, CombinedValidityTest::never))
          .as("pc=%s ps=%s", pc, ps)
          .isLessThanOrEqualTo(AT_MOST_ONE);
    }
  }

  @Test
  void a_canary_beyond_the_tolerances_is_found_out() {
    for (List<MetricRule> metrics : List.of(FOUR, SAME)) {
      Evidence begin = begin(metrics);
      List<PossibleBlock> outcomes = outcomes(0.5, 0.1, FAILED_LATE);
      assertThat(expectedWealth(metrics, begin, outcomes, CombinedValidityTest::never))
          .isGreaterThan(1.1);
    }
  }

  @Test
  void capital_that_stands_still_keeps_the_bound_whenever_its_metric_ends() {
    Evidence begin = begin(FOUR);
    MetricRule errors = FOUR.get(0);
    Map<String, Predicate<Evidence>> rules =
        Map.of(
            "at once", evidence -> true,
            "after a block", evidence -> evidence.time() > 0,
            "while it is ahead", evidence -> capital(LATENCY, evidence) > 1,
            "while it is behind", evidence -> capital(LATENCY, evidence) < 1,
            "while errors are ahead", evidence -> capital(errors, evidence) > 1,
            "while it leads", e -> capital(LATENCY, e) > capital(errors, e));
    rules.forEach(
        (name, ends) -> {
          for (double ps : SHARES) {
            double pc = tolerated(begin, ps);
            for (List<PossibleBlock> outcomes :
                List.of(outcomes(pc, ps, FAILED, LATE), outcomes(pc, ps, FAILED_LATE))) {
              assertThat(expectedWealth(FOUR, begin, outcomes, ends))
                  .as("latency ends %s, pc=%s ps=%s", name, pc, ps)
                  .isLessThanOrEqualTo(AT_MOST_ONE);
            }
          }
        });
  }

  @Test
  void a_metric_that_is_removed_by_what_it_shows_keeps_the_bound() {
    Evidence begin = begin(FOUR);
    List<MetricRule> others = FOUR.stream().filter(rule -> rule != LATENCY).toList();
    for (double ps : SHARES) {
      List<PossibleBlock> outcomes = outcomes(tolerated(begin, ps), ps, FAILED, LATE);
      double expected =
          expectation(
              FOUR,
              begin,
              BLOCKS,
              outcomes,
              CombinedValidityTest::never,
              evidence -> wealth(capital(LATENCY, evidence) < 1 ? others : FOUR, evidence));
      assertThat(expected).as("ps=%s", ps).isLessThanOrEqualTo(AT_MOST_ONE);
    }
  }

  /** Why the stake of a metric that is gone goes to no other. */
  @Test
  void stakes_that_went_to_the_metric_that_does_best_would_break_the_bound() {
    Evidence begin = begin(FOUR);
    MetricRule errors = FOUR.get(0);
    double ps = 0.2;
    List<PossibleBlock> outcomes = outcomes(tolerated(begin, ps), ps, FAILED, LATE);

    double fixed = expectedWealth(FOUR, begin, outcomes, CombinedValidityTest::never);
    double moved =
        expectation(
            FOUR,
            begin,
            BLOCKS,
            outcomes,
            CombinedValidityTest::never,
            evidence -> {
              double gain = capital(errors, evidence) - capital(LATENCY, evidence);
              double stake = new MetricProcess(LATENCY).of(evidence).stake();
              return wealth(FOUR, evidence) + stake * Math.max(0, gain);
            });

    assertThat(fixed).isLessThanOrEqualTo(AT_MOST_ONE);
    assertThat(moved).isGreaterThan(1.01);
  }

  @Test
  void the_evidence_ever_reaches_a_multiple_with_no_more_than_its_inverse_as_probability() {
    for (double multiple : new double[] {1.02, 1.1, 1.3, 2, 4}) {
      Evidence begin = begin(FOUR);
      for (double ps : SHARES) {
        List<PossibleBlock> outcomes =
            outcomes(tolerated(begin, ps), ps, FAILED_LATE, REFUSED_LATE);
        double ever = ever(begin, multiple, BLOCKS, outcomes);
        assertThat(ever).as("%s ps=%s", multiple, ps).isLessThanOrEqualTo(1 / multiple);
      }
    }
  }

  private static double ever(
      Evidence before, double multiple, int blocks, List<PossibleBlock> outcomes) {
    if (wealth(FOUR, before) >= multiple) {
      return 1;
    }
    return blocks == 0
        ? 0
        : expectation(
            FOUR,
            before,
            1,
            outcomes,
            CombinedValidityTest::never,
            after -> ever(after, multiple, blocks - 1, outcomes));
  }

  @Test
  void the_trial_of_a_return_begins_with_1_however_the_first_one_ended() {
    Evidence begin = begin(FOUR);
    AnalysisEngine engine = new AnalysisEngine(policy(FOUR), STEP);
    double ps = 0.2;
    List<PossibleBlock> first = outcomes(0.9, ps, FAILED_LATE, ABANDONED_LATE);
    List<PossibleBlock> second = outcomes(tolerated(begin, ps), ps, FAILED_LATE);
    Sample disaster =
        new Sample(STEP, struck(100, 100, FAILED_LATE), struck(100, 0, FAILED_LATE), Map.of());
    List<Double> ends = new ArrayList<>();
    for (Evidence start : List.of(begin, engine.step(begin, disaster, HALF))) {
      expectation(
          FOUR,
          start,
          BLOCKS,
          first,
          CombinedValidityTest::never,
          end -> {
            Evidence back = engine.startSwapped(end, end.time() + 1000);
            ends.add(wealth(FOUR, end));
            assertThat(wealth(FOUR, back)).isCloseTo(1, within(1e-12));
            assertThat(expectedWealth(FOUR, back, second, CombinedValidityTest::never))
                .as("after an end with %s", wealth(FOUR, end))
                .isLessThanOrEqualTo(AT_MOST_ONE);
            return 0;
          });
    }
    assertThat(ends).hasSize(2 * first.size() * first.size());
    assertThat(ends).anyMatch(wealth -> wealth > 100).anyMatch(wealth -> wealth < 1);
  }
}
