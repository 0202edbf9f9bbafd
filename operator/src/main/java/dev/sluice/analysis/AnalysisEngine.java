package dev.sluice.analysis;

import dev.sluice.analysis.MetricEvidence.Kind;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.Dispersion;
import dev.sluice.analysis.evidence.IntervalCounts;
import dev.sluice.analysis.evidence.LatencyBound;
import dev.sluice.analysis.evidence.LatencyBounds;
import dev.sluice.analysis.evidence.LimitEvidence;
import dev.sluice.analysis.evidence.TrafficShareProcess;
import dev.sluice.analysis.evidence.TrafficShareState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Judges the version on trial, one step of the sampling grid after the other: {@link #step} learns,
 * {@link #verdict} says what was learned. Both are functions of their arguments alone.
 */
public final class AnalysisEngine {
  /** Logarithm of the evidence by which a version is proven fit for the next weight: 20 to 1. */
  static final double PROVEN = Math.log(20);

  /** Logarithm of the evidence of harm that stops a release from going on: 10 to 1. */
  static final double SUSPECT = Math.log(10);

  /** Logarithm of the evidence that the version does not get its requests: 1,000 to 1. */
  static final double DEFICIT = Math.log(1000);

  private static final double LEAST_DEFICIT = -Math.log(3);
  private static final double MOST_DEFICIT = Math.log(1e5);

  /** A version's first requests are slow for reasons that pass (compilers, caches); seconds. */
  static final long WARM_UP = 60;

  /** After so many seconds without requests nobody knows how a version is now. */
  static final long QUIET = 60;

  /** Seconds from which on what is usual may be told by the trial itself. */
  static final long ACQUAINTED = 600;

  private static final int TOTALS = 20;
  private static final int FLOOD = 10;

  private final AnalysisPolicy rules;
  private final int stepSeconds;

  /**
   * Judges by these rules.
   *
   * @param stepSeconds length of a step of the sampling grid
   */
  public AnalysisEngine(AnalysisPolicy rules, int stepSeconds) {
    this.rules = rules;
    this.stepSeconds = stepSeconds;
  }

  /**
   * A trial begins.
   *
   * @param time seconds since 1970; earlier steps do not count
   * @param history the other version's last half hour, oldest step first
   */
  public Evidence begin(long time, List<RequestCounts> history) {
    List<Long> totals =
        history.subList(Math.max(0, history.size() - TOTALS), history.size()).stream()
            .map(RequestCounts::requests)
            .toList();
    List<MetricEvidence> courses =
        rules.metrics().stream().map(rule -> course(rule, history)).toList();
    return new Evidence(
        time, time, false, 0, 0, time, totals, new TrafficShareProcess().begin(), courses);
  }

  /**
   * The other version's trial begins: the one that was on trial so far is what it is held to.
   *
   * @param time seconds since 1970; earlier steps do not count
   */
  public Evidence exchange(Evidence before, long time) {
    return new Evidence(
        time,
        time,
        false,
        0,
        0,
        time,
        List.of(),
        new TrafficShareProcess().begin(),
        before.courses().stream().map(course -> course.exchanged(stepSeconds)).toList());
  }

  /** What is known after one more step of the grid. */
  public Evidence step(Evidence before, Sample sample, AnalysisContext setting) {
    long requests = sample.candidate().requests();
    long total = requests + sample.baseline().requests();
    List<Long> totals = new ArrayList<>(before.totals());
    long largest = totals.stream().mapToLong(Long::longValue).max().orElse(0);
    totals.add(total);
    List<Long> last = totals.subList(Math.max(0, totals.size() - TOTALS), totals.size());
    // Counts that explode come from a broken counter, not from users.
    boolean flood = largest > 0 && total > FLOOD * largest;
    boolean first = before.stepBlocks() == 0;
    return new Evidence(
        sample.time(),
        before.began(),
        before.raised() && flood,
        before.stepBlocks() + 1,
        before.stepRequests() + (flood ? 0 : requests),
        requests > 0 ? sample.time() : before.lastTraffic(),
        last,
        flood || first || setting.alone() ? before.deficit() : deficit(before, sample, setting),
        flood ? before.courses() : courses(before, sample, setting));
  }

  /**
   * Bounded on both sides: a deficit that begins late must show soon, and one that ends too (Page,
   * "Continuous inspection schemes", Biometrika 41, 1954). It holds a release and moves no weight.
   */
  private static TrafficShareState deficit(
      Evidence before, Sample sample, AnalysisContext setting) {
    TrafficShareState after =
        new TrafficShareProcess()
            .next(
                before.deficit(),
                sample.candidate().requests(),
                sample.baseline().requests(),
                setting.weight());
    return new TrafficShareState(
        after.logBets().stream()
            .map(bet -> Math.max(LEAST_DEFICIT, Math.min(MOST_DEFICIT, bet)))
            .toList());
  }

  private List<MetricEvidence> courses(Evidence before, Sample sample, AnalysisContext setting) {
    return rules.metrics().stream()
        .map(
            rule ->
                learn(
                    before.courses().stream()
                        .filter(course -> course.name().equals(rule.name()))
                        .filter(course -> course.kind() == MetricEvidence.kind(rule))
                        .findFirst()
                        .orElseGet(() -> course(rule, List.of())),
                    rule,
                    before,
                    sample,
                    setting))
        .toList();
  }

  private MetricEvidence learn(
      MetricEvidence course,
      MetricRule rule,
      Evidence before,
      Sample sample,
      AnalysisContext setting) {
    if (rule instanceof MetricRule.Threshold threshold) {
      return course.value(threshold, sample.values().get(threshold.name()));
    }
    boolean cold = sample.time() - before.began() < WARM_UP;
    if (rules.mode(rule) == Enforcement.OFF || (course.kind() == Kind.LATENCY && cold)) {
      return course;
    }
    return new MetricEvidence(
        course.name(),
        course.kind(),
        course.comparisons().stream()
            .map(
                comparison ->
                    comparison.step(
                        block(rule, comparison.millis(), sample),
                        setting,
                        before.raised(),
                        sample.time() - before.began() >= ACQUAINTED,
                        stepSeconds))
            .toList(),
        course
            .limited()
            .map(
                limit ->
                    limit.step(block(rule, limit.millis(), sample), before.raised(), stepSeconds))
            .orElse(null),
        course.window());
  }

  private static IntervalCounts block(MetricRule rule, double millis, Sample sample) {
    return new IntervalCounts(
        counts(rule, millis, sample.candidate()), counts(rule, millis, sample.baseline()));
  }

  private static Counts counts(MetricRule rule, double millis, RequestCounts tally) {
    return rule instanceof MetricRule.Errors errors ? tally.errors(errors) : tally.slower(millis);
  }

  private MetricEvidence course(MetricRule rule, List<RequestCounts> history) {
    List<Comparison> comparisons = List.of();
    LimitEvidence limit = null;
    if (rule instanceof MetricRule.Errors errors) {
      List<Counts> failed = history.stream().map(tally -> tally.errors(errors)).toList();
      comparisons = List.of(Comparison.errors(errors, failed, stepSeconds));
      if (errors.max().isPresent()) {
        limit =
            LimitEvidence.begin(
                0, errors.max().getAsDouble(), Dispersion.ERRORS_CAP, failed, stepSeconds);
      }
    } else if (rule instanceof MetricRule.Latency latency) {
      List<LatencyBound> bounds = bounds(latency, history);
      comparisons =
          IntStream.range(0, bounds.size())
              .mapToObj(
                  i ->
                      Comparison.slow(
                          bounds.get(i), i, slower(history, bounds.get(i).millis()), stepSeconds))
              .toList();
      limit =
          latency
              .max()
              .map(
                  max ->
                      LimitEvidence.begin(
                          max.millis(),
                          1 - max.quantile(),
                          Dispersion.SLOW_CAP,
                          slower(history, max.millis()),
                          stepSeconds))
              .orElse(null);
    }
    return new MetricEvidence(rule.name(), MetricEvidence.kind(rule), comparisons, limit, "");
  }

  private static List<Counts> slower(List<RequestCounts> history, double millis) {
    return history.stream().map(tally -> tally.slower(millis)).toList();
  }

  private static List<LatencyBound> bounds(MetricRule.Latency rule, List<RequestCounts> history) {
    var durations = RequestCounts.sum(history).durations();
    long all = durations.getOrDefault(Double.POSITIVE_INFINITY, 0L);
    if (all == 0) {
      return List.of();
    }
    double[] bounds =
        durations.keySet().stream()
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .toArray();
    long[] cumulative = durations.values().stream().mapToLong(Long::longValue).toArray();
    return LatencyBounds.choose(bounds, cumulative, 1 + rule.maxSlowdown(), rule.ignoreBelow());
  }

  /** Whether the evidence takes the version back: {@link #verdict} would be bad. */
  public boolean condemns(Evidence evidence, AnalysisContext setting) {
    return new VerdictRules(rules, evidence, setting, "").condemns();
  }

  /**
   * What the evidence says.
   *
   * @param missing why the newest steps are not known, empty when they are
   */
  public Verdict verdict(Evidence evidence, AnalysisContext setting, String missing) {
    return new VerdictRules(rules, evidence, setting, missing).verdict();
  }
}
