package dev.sluice.spec;

import dev.sluice.analysis.AnalysisPolicy;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.AnalysisMode;
import dev.sluice.api.v1alpha1.Defaults;
import dev.sluice.api.v1alpha1.Metric;
import dev.sluice.api.v1alpha1.OnInconclusive;
import dev.sluice.api.v1alpha1.OnNoData;
import dev.sluice.api.v1alpha1.OnNoTraffic;
import dev.sluice.messages.Reason;
import dev.sluice.messages.SpecMessages;
import dev.sluice.spec.FieldReader.PercentRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code spec.analysis}; a part of {@link PolicyReader}. */
final class AnalysisSpecReader {
  private static final PercentRange FALSE_ROLLBACK_RATE = new PercentRange(0, false, 50, "1%");

  private static final Map<String, TimeoutAction> ACTIONS =
      Map.of(
          "Hold", TimeoutAction.HOLD,
          "RollBack", TimeoutAction.ROLL_BACK,
          "Advance", TimeoutAction.ADVANCE);

  private final FieldReader fields;
  private final MetricReader metrics;

  AnalysisSpecReader(FieldReader fields) {
    this.fields = fields;
    this.metrics = new MetricReader(fields);
  }

  AnalysisPolicy policy(Analysis analysis) {
    AnalysisMode mode = analysis == null ? null : analysis.mode();
    String rate = analysis == null ? null : analysis.falseRollbackRate();
    return new AnalysisPolicy(
        MetricReader.enforcement(mode == null ? Defaults.ANALYSIS_MODE : mode),
        fields.share(
            "spec.analysis.falseRollbackRate",
            rate,
            FALSE_ROLLBACK_RATE,
            Defaults.FALSE_ROLLBACK_RATE),
        analysis == null || analysis.metrics() == null || analysis.metrics().isEmpty()
            ? metrics.defaults()
            : metrics(analysis.metrics()));
  }

  Timeouts timeouts(Analysis analysis) {
    Optional<Analysis> given = Optional.ofNullable(analysis);
    Optional<OnInconclusive> inconclusive = given.map(Analysis::onInconclusive);
    Optional<OnNoData> noData = given.map(Analysis::onNoData);
    Optional<OnNoTraffic> noTraffic = given.map(Analysis::onNoTraffic);
    return new Timeouts(
        timeout(
            "onInconclusive",
            inconclusive.map(OnInconclusive::after),
            Defaults.INCONCLUSIVE_AFTER,
            inconclusive.map(OnInconclusive::then).orElse(Defaults.INCONCLUSIVE_ACTION)),
        timeout(
            "onNoData",
            noData.map(OnNoData::after),
            Defaults.NO_DATA_AFTER,
            noData.map(OnNoData::then).orElse(Defaults.NO_DATA_ACTION)),
        timeout(
            "onNoTraffic",
            noTraffic.map(OnNoTraffic::after),
            Defaults.NO_TRAFFIC_AFTER,
            noTraffic.map(OnNoTraffic::then).orElse(Defaults.NO_TRAFFIC_ACTION)));
  }

  /**
   * One timeout.
   *
   * @param action of the API; each field has an enum of its allowed actions, with the same names
   */
  private Timeout timeout(String name, Optional<String> after, String absent, Enum<?> action) {
    return new Timeout(
        fields.duration(
            "spec.analysis." + name + ".after",
            after.orElse(null),
            FieldReader.parseDefault(absent)),
        ACTIONS.get(action.name()));
  }

  private List<MetricRule> metrics(List<Metric> given) {
    List<MetricRule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < given.size(); i++) {
      Metric metric = given.get(i);
      String field = "spec.analysis.metrics[" + i + "]";
      if (FieldReader.blank(metric.name())) {
        fields.reject(field + ".name", SpecMessages.missingMetricName());
      } else if (!names.add(metric.name())) {
        fields.reject(field + ".name", SpecMessages.duplicateMetric(metric.name()));
      } else {
        metrics.rule(field, metric).ifPresent(rules::add);
      }
    }
    if (rules.isEmpty()) {
      return metrics.defaults();
    }
    noticeDropped(rules);
    return rules;
  }

  /** A list replaces all defaults, which is easily overlooked. */
  private void noticeDropped(List<MetricRule> rules) {
    List<String> dropped =
        metrics.defaults().stream()
            .filter(usual -> rules.stream().noneMatch(rule -> rule.kind() == usual.kind()))
            .map(MetricRule::name)
            .toList();
    if (!dropped.isEmpty()) {
      fields.notice(
          Reason.DefaultMetricsReplaced,
          "spec.analysis.metrics",
          SpecMessages.defaultsReplaced(dropped));
    }
  }
}
