package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.Dispersion;
import dev.sluice.analysis.evidence.IntervalCounts;
import dev.sluice.analysis.evidence.LatencyBound;
import dev.sluice.analysis.evidence.LatencyBounds;
import dev.sluice.analysis.evidence.LimitEvidence;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** How the evidence of one metric begins and grows, and what it means by the metric's rule. */
final class MetricProcess {
  /** Of a metric that was not there when the trial began. */
  private static final double NO_STAKE = 0;

  private final MetricRule rule;

  MetricProcess(MetricRule rule) {
    this.rule = rule;
  }

  /** What was learned so far; nothing where the metric is new, or of another kind than before. */
  MetricEvidence of(Evidence evidence) {
    return learned(evidence)
        .orElseGet(
            () -> new MetricEvidence(rule.name(), rule.kind(), NO_STAKE, List.of(), null, ""));
  }

  private Optional<MetricEvidence> learned(Evidence evidence) {
    return evidence.metrics().stream()
        .filter(metric -> metric.name().equals(rule.name()) && metric.kind() == rule.kind())
        .findFirst();
  }

  /** What the next interval adds to. */
  MetricEvidence known(Evidence evidence, int stepSeconds) {
    return learned(evidence).orElseGet(() -> begin(Baseline.UNKNOWN, stepSeconds));
  }

  /**
   * Before the first interval, without a stake.
   *
   * @param stepSeconds length of an interval
   */
  MetricEvidence begin(Baseline baseline, int stepSeconds) {
    return rule.match(
        errors -> begin(errors, baseline, stepSeconds),
        latency -> begin(latency, baseline, stepSeconds),
        threshold -> new MetricEvidence(rule.name(), rule.kind(), NO_STAKE, List.of(), null, ""));
  }

  private static MetricEvidence begin(
      MetricRule.ErrorRule rule, Baseline baseline, int stepSeconds) {
    List<Counts> failed = baseline.history().stream().map(rule::count).toList();
    double phi = baseline.phi(failed, Dispersion.ERRORS_CAP);
    LimitEvidence limit =
        rule.max().isPresent()
            ? LimitEvidence.begin(LatencyBound.NONE, rule.max().getAsDouble(), phi, stepSeconds)
            : null;
    Comparison comparison =
        Comparison.errors(
            rule.maxIncrease(),
            rule.ignoreBelow(),
            rule.kind().asksForProof(),
            failed,
            phi,
            stepSeconds);
    return new MetricEvidence(rule.name(), rule.kind(), NO_STAKE, List.of(comparison), limit, "");
  }

  private static MetricEvidence begin(
      MetricRule.LatencyRule rule, Baseline baseline, int stepSeconds) {
    List<RequestCounts> history = baseline.history();
    List<LatencyBound> bounds = bounds(rule, history);
    List<Comparison> comparisons =
        IntStream.range(0, bounds.size())
            .mapToObj(
                i -> {
                  List<Counts> slow = slower(history, bounds.get(i).millis());
                  return Comparison.slow(
                      bounds.get(i),
                      i,
                      Counts.sum(slow),
                      baseline.phi(slow, Dispersion.SLOW_CAP),
                      stepSeconds);
                })
            .toList();
    LimitEvidence limit =
        rule.max()
            .map(
                max ->
                    LimitEvidence.begin(
                        max.millis(),
                        1 - max.quantile(),
                        baseline.phi(slower(history, max.millis()), Dispersion.SLOW_CAP),
                        stepSeconds))
            .orElse(null);
    return new MetricEvidence(rule.name(), rule.kind(), NO_STAKE, comparisons, limit, "");
  }

  private static List<Counts> slower(List<RequestCounts> history, double millis) {
    return history.stream().map(requests -> requests.slower(millis)).toList();
  }

  private static List<LatencyBound> bounds(
      MetricRule.LatencyRule rule, List<RequestCounts> history) {
    SortedMap<Double, Long> durations = RequestCounts.sum(history).durations();
    if (durations.getOrDefault(Double.POSITIVE_INFINITY, 0L) == 0) {
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

  /** After one more interval. */
  MetricEvidence next(MetricEvidence before, SampledInterval interval) {
    boolean off = interval.mode() == Enforcement.OFF;
    return rule.match(
        errors -> off ? before : counted(before, interval),
        latency -> off || interval.isWarmUp() ? before : counted(before, interval),
        threshold -> {
          Double value = interval.sample().values().get(rule.name());
          char seen = value == null ? '?' : threshold.isWithinBounds(value) ? 'g' : 'b';
          return before.withValue(seen, threshold.of());
        });
  }

  private MetricEvidence counted(MetricEvidence before, SampledInterval interval) {
    return new MetricEvidence(
        before.name(),
        before.kind(),
        before.stake(),
        before.comparisons().stream()
            .map(
                comparison ->
                    comparison.next(counts(comparison.millis(), interval.sample()), interval))
            .toList(),
        before
            .limited()
            .map(
                limit ->
                    limit.next(
                        counts(limit.millis(), interval.sample()),
                        interval.weightJustRaised(),
                        interval.stepSeconds()))
            .orElse(null),
        before.window());
  }

  /** The outage of the baseline that the metric shows once the sample is counted. */
  BaselineOutage outageWith(MetricEvidence before, Sample sample, int stepSeconds) {
    return before.outage(
        comparison -> comparison.outageWith(counts(comparison.millis(), sample), stepSeconds));
  }

  private IntervalCounts counts(double millis, Sample sample) {
    return new IntervalCounts(count(sample.candidate(), millis), count(sample.baseline(), millis));
  }

  /** Requests, and those of them that count against a version. */
  private Counts count(RequestCounts requests, double millis) {
    return rule.match(
        errors -> errors.count(requests),
        latency -> requests.slower(millis),
        threshold -> Counts.NONE);
  }

  /** Natural logarithm of the comparisons' evidence of harm; empty without a comparison. */
  OptionalDouble logHarm(MetricEvidence evidence) {
    if (evidence.comparisons().isEmpty()) {
      return OptionalDouble.empty();
    }
    return rule.match(
        errors -> OptionalDouble.of(evidence.worst().harm().logWealth()),
        latency -> OptionalDouble.of(evidence.logMeanHarm()),
        threshold -> OptionalDouble.empty());
  }

  /**
   * Whether the candidate is verified for the next weight, as far as the rule asks for it: only a
   * version that is to get all requests must be verified to be fast enough.
   */
  boolean isVerified(MetricEvidence evidence, AnalysisContext context) {
    return rule.match(
        errors -> evidence.isVerified(),
        latency -> !context.isLastComparison() || evidence.isVerified(),
        threshold -> evidence.isVerified());
  }

  /** Whether a user's own query was out of its bounds too often. */
  boolean isOutOfBounds(MetricEvidence evidence) {
    return rule.match(
        errors -> false,
        latency -> false,
        threshold -> evidence.outOfBounds() >= threshold.failures());
  }
}
