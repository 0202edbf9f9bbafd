package dev.sluice.analysis;

import dev.sluice.analysis.evidence.LimitEvidence;
import java.util.List;
import java.util.Optional;

/**
 * What one metric has shown in the course of a trial.
 *
 * @param name the metric's
 * @param kind of rule that it follows; a rule of another kind begins anew
 * @param comparisons with the other version: one for errors, one for each bound of latency
 * @param limit what is too much whatever the other version does, or null
 * @param window the last values of a user's own query: {@code g} within its limits, {@code b}
 *     outside, {@code ?} none; newest last
 */
record MetricEvidence(
    String name, Kind kind, List<Comparison> comparisons, LimitEvidence limit, String window) {

  enum Kind {
    ERRORS,
    LATENCY,
    THRESHOLD
  }

  MetricEvidence {
    comparisons = List.copyOf(comparisons);
  }

  Optional<LimitEvidence> limited() {
    return Optional.ofNullable(limit);
  }

  static Kind kind(MetricRule rule) {
    if (rule instanceof MetricRule.Errors) {
      return Kind.ERRORS;
    }
    return rule instanceof MetricRule.Latency ? Kind.LATENCY : Kind.THRESHOLD;
  }

  /** What a query of the user's own shows now: one value more, or none. */
  MetricEvidence value(MetricRule.Threshold rule, Double value) {
    boolean good =
        value != null
            && (rule.min().isEmpty() || value >= rule.min().getAsDouble())
            && (rule.max().isEmpty() || value <= rule.max().getAsDouble());
    String all = window + (value == null ? '?' : good ? 'g' : 'b');
    return new MetricEvidence(
        name, kind, List.of(), limit, all.substring(Math.max(0, all.length() - rule.of())));
  }

  /** How often the last values of a user's own query were outside of its limits. */
  long outside() {
    return window.chars().filter(value -> value == 'b').count();
  }

  MetricEvidence newStep() {
    return new MetricEvidence(
        name, kind, comparisons.stream().map(Comparison::newStep).toList(), limit, window);
  }

  /** What was seen of one version is said of the other. */
  MetricEvidence turned() {
    return new MetricEvidence(
        name, kind, comparisons.stream().map(Comparison::turned).toList(), limit, window);
  }

  /** The trial of the other version, which was the one on trial so far. */
  MetricEvidence exchanged(int stepSeconds) {
    return new MetricEvidence(
        name, kind, comparisons.stream().map(c -> c.exchanged(stepSeconds)).toList(), null, "");
  }
}
