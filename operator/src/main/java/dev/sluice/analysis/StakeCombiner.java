package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Combination;
import dev.sluice.analysis.evidence.LimitEvidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The evidence of harm of all enforced metrics together.
 *
 * <p>That of the comparisons is averaged with fixed weights, which keeps the bound on false
 * rollbacks however the metrics depend on each other (Vovk and Wang, "E-values: calibration,
 * combination and applications", Ann. Statist. 49(3), 2021, Theorem 3.2). A metric that was added
 * or enforced later has no stake; the stake of one that was removed is lost, which only lowers the
 * evidence. A limit of the user is a separate test beside them.
 */
final class StakeCombiner {
  private final double threshold;
  private final List<Stake> comparisons = new ArrayList<>();
  private final List<Stake> limits = new ArrayList<>();
  private final double ofComparisons;
  private final Optional<Stake> exceeded;
  private final boolean limitExceededByBoth;

  StakeCombiner(AnalysisPolicy policy, Evidence evidence) {
    this.threshold = policy.rollbackThreshold();
    Map<String, Double> unrecorded = unrecordedStakes(policy, evidence);
    for (MetricRule rule : policy.enforcedMetrics()) {
      MetricEvidence metric = new MetricProcess(rule).of(evidence);
      double stake =
          metric.stake() == null ? unrecorded.getOrDefault(rule.name(), 0.0) : metric.stake();
      OptionalDouble logHarm = new MetricProcess(rule).logHarm(metric);
      if (logHarm.isPresent() && stake > 0) {
        comparisons.add(new Stake(rule, rule.kind(), stake, logHarm.getAsDouble(), null));
      }
      metric.limited().map(limit -> Stake.of(rule, limit)).ifPresent(limits::add);
    }
    this.ofComparisons = combined(comparisons);
    this.exceeded =
        limits.stream()
            .filter(limit -> limit.logHarm() >= threshold)
            .filter(limit -> !isShared(limit))
            .max(Comparator.comparingDouble(Stake::logHarm));
    this.limitExceededByBoth =
        ofComparisons < threshold
            && exceeded.isEmpty()
            && limits.stream().anyMatch(limit -> limit.logHarm() >= threshold && isShared(limit));
  }

  /**
   * One test of harm.
   *
   * @param kind of what the test counts
   * @param weight among the comparisons; 1 for a limit
   * @param logHarm natural logarithm of the test's evidence of harm
   * @param limit the test of an absolute limit, or null for the comparison with the baseline
   */
  record Stake(
      MetricRule rule, MetricKind kind, double weight, double logHarm, LimitEvidence limit) {
    private static Stake of(MetricRule rule, LimitEvidence limit) {
      return new Stake(rule, rule.kind(), 1, limit.harm().logWealth(), limit);
    }

    private double contribution() {
      return Math.log(weight) + logHarm;
    }
  }

  /** Of evidence that was recorded before stakes were. */
  private static Map<String, Double> unrecordedStakes(AnalysisPolicy policy, Evidence evidence) {
    List<MetricEvidence> measured =
        policy.enforcedMetrics().stream()
            .map(rule -> new MetricProcess(rule).of(evidence))
            .filter(metric -> metric.stake() == null && !metric.comparisons().isEmpty())
            .toList();
    return Stakes.unrecorded(measured);
  }

  /** The logarithm of the sum: stakes that are lost go to no other metric. */
  private static double combined(List<Stake> stakes) {
    if (stakes.isEmpty()) {
      return 0;
    }
    double[] weights = stakes.stream().mapToDouble(Stake::weight).toArray();
    double[] logs = stakes.stream().mapToDouble(Stake::logHarm).toArray();
    double total = stakes.stream().mapToDouble(Stake::weight).sum();
    return Combination.logMean(weights, logs) + Math.log(Math.min(1, total));
  }

  private boolean isShared(Stake limit) {
    return limit.limit().baselineHarm().logWealth() >= threshold;
  }

  /** Natural logarithm of the largest evidence of harm: of the comparisons, or against a limit. */
  double logHarm() {
    return limits.stream()
        .filter(limit -> !isShared(limit))
        .mapToDouble(Stake::logHarm)
        .reduce(ofComparisons, Math::max);
  }

  /** Whether the evidence rolls the candidate back. */
  boolean isHarmful() {
    return ofComparisons >= threshold || exceeded.isPresent();
  }

  /** Whether it would, but rests on an absolute limit that the baseline exceeds too. */
  boolean isLimitExceededByBoth() {
    return limitExceededByBoth;
  }

  /** The test that decides, or contributes most; there is at least one. */
  Stake largest() {
    return ofComparisons >= threshold || exceeded.isEmpty()
        ? comparisons.stream().max(Comparator.comparingDouble(Stake::contribution)).orElseThrow()
        : exceeded.get();
  }
}
