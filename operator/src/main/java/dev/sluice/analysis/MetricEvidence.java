package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Combination;
import dev.sluice.analysis.evidence.LimitEvidence;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one metric has shown since the candidate got its first requests.
 *
 * @param name the metric's
 * @param kind of rule that it follows; a rule of another kind starts from nothing
 * @param stake how much the comparisons count in the combined evidence, 0 to 1; null where it was
 *     recorded before stakes were
 * @param comparisons with the baseline: one for errors, one for each bound of latency
 * @param limit evidence against an absolute limit, or null without one
 * @param window the last values of a user's own query, newest last: {@code g} within its bounds,
 *     {@code b} out of them, {@code ?} no value
 */
public record MetricEvidence(
    String name,
    MetricKind kind,
    Double stake,
    List<Comparison> comparisons,
    LimitEvidence limit,
    String window) {

  public MetricEvidence {
    comparisons = List.copyOf(comparisons);
  }

  Optional<LimitEvidence> limited() {
    return Optional.ofNullable(limit);
  }

  /** The comparison with the most evidence of harm; there is at least one. */
  Comparison worst() {
    return comparisons.size() == 1
        ? comparisons.get(0)
        : comparisons.stream()
            .max(Comparator.comparingDouble(comparison -> comparison.harm().logWealth()))
            .orElseThrow();
  }

  /** Natural logarithm of the mean evidence of harm of the comparisons, of which there is one. */
  double logMeanHarm() {
    double[] weights = new double[comparisons.size()];
    double[] logs = new double[comparisons.size()];
    for (int i = 0; i < logs.length; i++) {
      weights[i] = 1.0 / logs.length;
      logs[i] = comparisons.get(i).harm().logWealth();
    }
    return Combination.logMean(weights, logs);
  }

  /** The outage of the baseline that the recent requests show. */
  BaselineOutage outage() {
    return outage(Comparison::outage);
  }

  /** The same with another answer for each comparison. */
  BaselineOutage outage(Function<Comparison, BaselineOutage> ofComparison) {
    return comparisons.stream()
        .map(ofComparison)
        .map(outage -> kind.showsOutage(outage) ? outage : BaselineOutage.NONE)
        .reduce(BaselineOutage.NONE, BaselineOutage::or);
  }

  boolean isVerified() {
    return comparisons.stream().allMatch(Comparison::isVerified);
  }

  /**
   * After one more value of a user's own query.
   *
   * @param value {@code g}, {@code b} or {@code ?}
   * @param length values that are kept
   */
  MetricEvidence withValue(char value, int length) {
    String all = window + value;
    return new MetricEvidence(
        name, kind, stake, List.of(), limit, all.substring(Math.max(0, all.length() - length)));
  }

  /** The same evidence, which counts for that much. */
  MetricEvidence withStake(double share) {
    return new MetricEvidence(name, kind, share, comparisons, limit, window);
  }

  /** How many of the last values of a user's own query were out of bounds. */
  long outOfBounds() {
    return window.chars().filter(value -> value == 'b').count();
  }

  /** Whether the newest value of a user's own query is unknown. */
  boolean hasNoValue() {
    return window.isEmpty() || window.endsWith("?");
  }

  MetricEvidence atNewWeight() {
    return new MetricEvidence(
        name,
        kind,
        stake,
        comparisons.stream().map(Comparison::atNewWeight).toList(),
        limit,
        window);
  }

  MetricEvidence swapRoles() {
    return new MetricEvidence(
        name, kind, stake, comparisons.stream().map(Comparison::swapRoles).toList(), limit, window);
  }

  /** A new trial of the former baseline, with the same limit of the user. */
  MetricEvidence startSwapped(int stepSeconds) {
    return new MetricEvidence(
        name,
        kind,
        stake,
        comparisons.stream().map(comparison -> comparison.startSwapped(stepSeconds)).toList(),
        limited()
            .map(same -> LimitEvidence.begin(same.millis(), same.max(), same.phi(), stepSeconds))
            .orElse(null),
        "");
  }
}
