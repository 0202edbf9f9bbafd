package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Combination;
import dev.sluice.analysis.evidence.LimitEvidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * The evidence of harm of all enforced metrics together.
 *
 * <p>It is averaged with fixed weights, which keeps the bound on false rollbacks however the
 * metrics depend on each other (Vovk and Wang, "E-values: calibration, combination and
 * applications", Ann. Statist. 49(3), 2021, Theorem 3.2).
 */
final class StakeCombiner {
  private final double threshold;
  private final List<Stake> stakes;
  private final double logHarm;
  private final boolean exceedsThreshold;
  private final boolean limitExceededByBoth;

  StakeCombiner(AnalysisPolicy policy, Evidence evidence) {
    List<MetricRule> enforced = policy.enforcedMetrics();
    this.threshold = policy.rollbackThreshold();
    this.stakes = stakes(policy.stakes(), enforced, evidence);
    this.logHarm = stakes.isEmpty() ? 0 : combined(stake -> true);
    this.exceedsThreshold = logHarm >= threshold;
    this.limitExceededByBoth =
        exceedsThreshold
            && combined(stake -> stake.limit() == null) < threshold
            && enforced.stream().anyMatch(rule -> baselineExceedsLimit(rule, evidence));
  }

  /**
   * One test's part of the combined evidence.
   *
   * @param kind of what the test counts
   * @param logHarm natural logarithm of the test's evidence of harm
   * @param limit the test of an absolute limit, or null for the comparison with the baseline
   */
  record Stake(
      MetricRule rule, MetricKind kind, double weight, double logHarm, LimitEvidence limit) {
    private double contribution() {
      return Math.log(weight) + logHarm;
    }
  }

  private static List<Stake> stakes(Stakes shares, List<MetricRule> enforced, Evidence evidence) {
    List<Stake> stakes = new ArrayList<>();
    long limits = enforced.stream().filter(rule -> metric(rule, evidence).limit() != null).count();
    long errors = enforced.stream().filter(rule -> rule.kind() == MetricKind.ERRORS).count();
    long latencies =
        enforced.stream()
            .filter(rule -> rule.kind() == MetricKind.LATENCY)
            .filter(rule -> !metric(rule, evidence).comparisons().isEmpty())
            .count();
    for (MetricRule rule : enforced) {
      MetricEvidence metric = metric(rule, evidence);
      OptionalDouble logHarm = new MetricProcess(rule).logHarm(metric);
      if (logHarm.isPresent()) {
        double share = shares.comparing(rule.kind(), limits > 0);
        double weight = share / (rule.kind() == MetricKind.ERRORS ? errors : latencies);
        stakes.add(new Stake(rule, rule.kind(), weight, logHarm.getAsDouble(), null));
      }
      LimitEvidence limit = metric.limit();
      if (limit != null) {
        MetricKind kind = limit.isErrors() ? MetricKind.ERRORS : MetricKind.LATENCY;
        double weight = shares.limit() / limits;
        stakes.add(new Stake(rule, kind, weight, limit.harm().logWealth(), limit));
      }
    }
    return stakes;
  }

  private static MetricEvidence metric(MetricRule rule, Evidence evidence) {
    return new MetricProcess(rule).of(evidence);
  }

  /** What {@code some} contribute; the stakes of what was not analyzed go to what was. */
  private double combined(Predicate<Stake> some) {
    double[] weights = new double[stakes.size()];
    double[] logs = new double[stakes.size()];
    for (int i = 0; i < logs.length; i++) {
      Stake stake = stakes.get(i);
      weights[i] = stake.weight();
      logs[i] = some.test(stake) ? stake.logHarm() : Double.NEGATIVE_INFINITY;
    }
    return Combination.logMean(weights, logs);
  }

  private boolean baselineExceedsLimit(MetricRule rule, Evidence evidence) {
    return metric(rule, evidence)
        .limited()
        .filter(limit -> limit.baselineHarm().logWealth() >= threshold)
        .isPresent();
  }

  /** Natural logarithm of the combined evidence of harm. */
  double logHarm() {
    return logHarm;
  }

  /** Whether the evidence rolls the candidate back. */
  boolean isHarmful() {
    return exceedsThreshold && !limitExceededByBoth;
  }

  /** Whether it would, but rests on an absolute limit that the baseline exceeds too. */
  boolean isLimitExceededByBoth() {
    return limitExceededByBoth;
  }

  /** The stake that contributes most; there is at least one. */
  Stake largest() {
    return stakes.stream().max(Comparator.comparingDouble(Stake::contribution)).orElseThrow();
  }
}
