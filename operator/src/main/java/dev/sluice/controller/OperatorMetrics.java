package dev.sluice.controller;

import static dev.sluice.controller.MetricsCatalog.CANARY_WEIGHT;
import static dev.sluice.controller.MetricsCatalog.ERRORS;
import static dev.sluice.controller.MetricsCatalog.EVIDENCE;
import static dev.sluice.controller.MetricsCatalog.ORPHANS_REMOVED;
import static dev.sluice.controller.MetricsCatalog.PROMETHEUS_CLOCK_SKEW;
import static dev.sluice.controller.MetricsCatalog.PROMETHEUS_QUERIES;
import static dev.sluice.controller.MetricsCatalog.RELEASES;
import static dev.sluice.controller.MetricsCatalog.REQUESTS;
import static dev.sluice.controller.MetricsCatalog.WRITES;

import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Finding;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.metrics.ReleaseKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sluice's own metrics, as listed in {@link MetricsCatalog}. Metrics of a release are removed with
 * it.
 */
public final class OperatorMetrics {
  private record StatusGauges(Phase phase, int weight) {}

  private final MeterRegistry registry;
  private final AtomicReference<Double> skewSeconds = new AtomicReference<>(0.0);
  private final Map<MetricsCatalog, MultiGauge> gauges = new EnumMap<>(MetricsCatalog.class);
  private final Map<ReleaseKey, StatusGauges> releases = new ConcurrentHashMap<>();
  private final Map<ReleaseKey, List<Finding>> findings = new ConcurrentHashMap<>();

  public OperatorMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder(PROMETHEUS_CLOCK_SKEW.meterName(), skewSeconds, AtomicReference::get)
        .description(PROMETHEUS_CLOCK_SKEW.meaning())
        .register(registry);
    for (MetricsCatalog metric : List.of(RELEASES, CANARY_WEIGHT, EVIDENCE, REQUESTS, ERRORS)) {
      gauges.put(
          metric,
          MultiGauge.builder(metric.meterName()).description(metric.meaning()).register(registry));
    }
  }

  /** Shows the status of a release. */
  void follow(ReleaseKey release, CanaryReleaseStatus status) {
    boolean stepping = status.release() != null && status.release().step() != null;
    Integer weight = stepping ? status.release().step().weight() : null;
    releases.put(release, new StatusGauges(status.phase(), weight == null ? 0 : weight));
  }

  /** Shows the findings on a release, or none if it is not analyzed now. */
  void analyzed(ReleaseKey release, Optional<Verdict> verdict) {
    verdict.ifPresentOrElse(
        now -> findings.put(release, now.findings()), () -> findings.remove(release));
  }

  void forget(ReleaseKey release) {
    releases.remove(release);
    findings.remove(release);
  }

  /** Shows how far the clock of Prometheus is ahead. */
  public void prometheusSkew(Duration ahead) {
    skewSeconds.set(ahead.toMillis() / 1000.0);
  }

  /** Counts a write to the API server. */
  void countWrite(String kind, WriteResult<?> result) {
    count(WRITES, kind, snakeCase(result));
  }

  /** Counts a release whose objects were removed because it did not exist any more. */
  void countOrphan() {
    count(ORPHANS_REMOVED);
  }

  /**
   * Counts a query to Prometheus.
   *
   * @param failure its cause; empty if the query was answered
   */
  public void countQuery(Optional<MissingData> failure) {
    count(PROMETHEUS_QUERIES, failure.map(OperatorMetrics::snakeCase).orElse("success"));
  }

  private void count(MetricsCatalog metric, String... labelValues) {
    Counter.builder(metric.meterName())
        .description(metric.meaning())
        .tags(tags(metric, labelValues))
        .register(registry)
        .increment();
  }

  /** The name of a case of a sealed type as the value of a label, such as {@code no_answer}. */
  private static String snakeCase(Object value) {
    return value
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }

  /**
   * Brings the gauges up to date. Called before each scrape: reconciliations are far more frequent.
   */
  public synchronized void refresh() {
    Map<MetricsCatalog, List<Row<?>>> rows = new EnumMap<>(MetricsCatalog.class);
    gauges.keySet().forEach(metric -> rows.put(metric, new ArrayList<>()));
    for (Phase phase : Phase.values()) {
      long count = releases.values().stream().filter(one -> one.phase() == phase).count();
      rows.get(RELEASES).add(Row.of(tags(RELEASES, phase.name()), count));
    }
    releases.forEach(
        (release, status) ->
            rows.get(CANARY_WEIGHT)
                .add(
                    Row.of(
                        tags(CANARY_WEIGHT, release.namespace(), release.name()),
                        status.weight())));
    findings.forEach((release, all) -> all.forEach(finding -> addFinding(rows, release, finding)));
    gauges.forEach((metric, gauge) -> gauge.register(rows.get(metric), true));
  }

  private static void addFinding(
      Map<MetricsCatalog, List<Row<?>>> rows, ReleaseKey release, Finding finding) {
    double odds = finding.logEvidence().map(Math::exp).orElse(Double.NaN);
    rows.get(EVIDENCE)
        .add(Row.of(tags(EVIDENCE, release.namespace(), release.name(), finding.metric()), odds));
    addCounts(rows, release, finding.metric(), "candidate", finding.candidate());
    addCounts(rows, release, finding.metric(), "baseline", finding.baseline());
  }

  private static void addCounts(
      Map<MetricsCatalog, List<Row<?>>> rows,
      ReleaseKey release,
      String metric,
      String role,
      Counts counts) {
    Tags tags = tags(REQUESTS, release.namespace(), release.name(), metric, role);
    rows.get(REQUESTS).add(Row.of(tags, counts.requests()));
    rows.get(ERRORS).add(Row.of(tags, counts.errors()));
  }

  private static Tags tags(MetricsCatalog metric, String... values) {
    List<String> labels = metric.labels();
    Tags tags = Tags.empty();
    for (int i = 0; i < values.length; i++) {
      tags = tags.and(labels.get(i), values[i]);
    }
    return tags;
  }
}
