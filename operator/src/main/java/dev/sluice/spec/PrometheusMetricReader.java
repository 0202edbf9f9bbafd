package dev.sluice.spec;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.Defaults;
import dev.sluice.api.v1alpha1.PrometheusMetric;
import dev.sluice.messages.Reason;
import dev.sluice.messages.SpecMessages;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads a custom query and its bounds; a part of {@link MetricReader}. */
final class PrometheusMetricReader {
  private static final int LONGEST_QUERY = 4096;
  private static final int LARGEST_WINDOW = 20;

  private final FieldReader fields;

  PrometheusMetricReader(FieldReader fields) {
    this.fields = fields;
  }

  /** The rule; empty if any part of it is invalid, because a query has no default. */
  Optional<MetricRule> rule(String field, String name, Enforcement mode, PrometheusMetric given) {
    final int before = fields.violations().size();
    query(field + ".query", given.query());
    OptionalDouble min = fields.decimal(field + ".min", given.min());
    OptionalDouble max = fields.decimal(field + ".max", given.max());
    if (given.min() == null && given.max() == null) {
      fields.reject(field, SpecMessages.noBounds());
    } else if (min.isPresent() && max.isPresent() && min.getAsDouble() > max.getAsDouble()) {
      fields.reject(field + ".min", SpecMessages.minAboveMax(given.min(), given.max()));
    }
    if (given.window() == null && given.of() != null) {
      fields.notice(Reason.FieldRenamed, field + ".of", SpecMessages.renamed("window", given.of()));
    }
    int failures = given.failures() == null ? Defaults.FAILURES : given.failures();
    int window = given.latestSamples() == null ? Defaults.WINDOW : given.latestSamples();
    if (window < 1 || window > LARGEST_WINDOW) {
      fields.reject(
          field + ".window",
          SpecMessages.windowOutOfRange(window, LARGEST_WINDOW, Defaults.WINDOW));
    } else if (failures < 1) {
      fields.reject(field + ".failures", SpecMessages.tooFewFailures(failures));
    } else if (failures > window) {
      fields.reject(field + ".failures", SpecMessages.failuresExceedWindow(failures, window));
    }
    return fields.violations().size() > before
        ? Optional.empty()
        : Optional.of(
            new MetricRule.ThresholdRule(name, mode, given.query(), min, max, failures, window));
  }

  private void query(String field, String query) {
    if (FieldReader.blank(query)) {
      fields.reject(field, SpecMessages.missingQuery());
    } else if (query.length() > LONGEST_QUERY) {
      fields.reject(field, SpecMessages.queryTooLong(query.length(), LONGEST_QUERY));
    } else {
      QueryTemplate.unknown(query)
          .ifPresent(
              placeholder ->
                  fields.reject(
                      field,
                      SpecMessages.unknownPlaceholder(placeholder, QueryTemplate.SUPPORTED)));
    }
  }
}
