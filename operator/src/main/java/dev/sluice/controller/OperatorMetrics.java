package dev.sluice.controller;

import static dev.sluice.controller.MetricsCatalog.CANARY_WEIGHT;
import static dev.sluice.controller.MetricsCatalog.CONDITION;
import static dev.sluice.controller.MetricsCatalog.ERRORS;
import static dev.sluice.controller.MetricsCatalog.EVIDENCE;
import static dev.sluice.controller.MetricsCatalog.ORPHANS_REMOVED;
import static dev.sluice.controller.MetricsCatalog.PROMETHEUS_CLOCK_SKEW;
import static dev.sluice.controller.MetricsCatalog.PROMETHEUS_QUERIES;
import static dev.sluice.controller.MetricsCatalog.RELEASES;
import static dev.sluice.controller.MetricsCatalog.RELEASE_FINISHED;
import static dev.sluice.controller.MetricsCatalog.REQUESTS;
import static dev.sluice.controller.MetricsCatalog.WRITES;

import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Finding;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.metrics.ReleaseKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
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
  private record StatusGauges(
      Phase phase, int weight, Optional<ReleaseStatus> ended, List<Condition> conditions) {}

  private final MeterRegistry registry;
  private final AtomicReference<Double> skewSeconds = new AtomicReference<>(0.0);
  private final Map<MetricsCatalog, MultiGauge> gauges = new EnumMap<>(MetricsCatalog.class);
  private final Map<ReleaseKey, StatusGauges> releases = new ConcurrentHashMap<>();
  private final Map<ReleaseKey, List<Finding>> findings = new ConcurrentHashMap<>();
  private final ReleaseEnds ends;

  public OperatorMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.ends = new ReleaseEnds(registry);
    Gauge.builder(PROMETHEUS_CLOCK_SKEW.meterName(), skewSeconds, AtomicReference::get)
        .description(PROMETHEUS_CLOCK_SKEW.meaning())
        .register(registry);
    for (MetricsCatalog metric :
        List.of(RELEASES, CANARY_WEIGHT, CONDITION, RELEASE_FINISHED, EVIDENCE, REQUESTS, ERRORS)) {
      gauges.put(
          metric,
          MultiGauge.builder(metric.meterName()).description(metric.meaning()).register(registry));
    }
  }

  /** Shows the status of a release. */
  void follow(ReleaseKey release, CanaryReleaseStatus status) {
    boolean stepping = status.release() != null && status.release().step() != null;
    Integer weight = stepping ? status.release().step().weight() : null;
    Optional<ReleaseStatus> ended =
        Optional.ofNullable(status.release()).filter(last -> last.finishedAt() != null);
    List<Condition> conditions = status.conditions() == null ? List.of() : status.conditions();
    releases.put(
        release, new StatusGauges(status.phase(), weight == null ? 0 : weight, ended, conditions));
  }

  /** Shows the findings on a release, or none if it is not analyzed now. */
  void analyzed(ReleaseKey release, Optional<Verdict> verdict) {
    verdict.ifPresentOrElse(
        now -> findings.put(release, now.findings()), () -> findings.remove(release));
  }

  void forget(ReleaseKey release) {
    releases.remove(release);
    findings.remove(release);
    ends.forget(release);
  }

  /** Counts a release that ended between two statuses. */
  void countEnd(ReleaseKey release, ReleaseStatus before, ReleaseStatus after) {
    ends.count(release, before, after);
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
        .tags(metric.tags(labelValues))
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
      rows.get(RELEASES).add(Row.of(RELEASES.tags(phase.name()), count));
    }
    releases.forEach((release, status) -> addStatus(rows, release, status));
    findings.forEach((release, all) -> all.forEach(finding -> addFinding(rows, release, finding)));
    gauges.forEach((metric, gauge) -> gauge.register(rows.get(metric), true));
  }

  private static void addStatus(
      Map<MetricsCatalog, List<Row<?>>> rows, ReleaseKey release, StatusGauges status) {
    rows.get(CANARY_WEIGHT)
        .add(Row.of(CANARY_WEIGHT.tags(release.namespace(), release.name()), status.weight()));
    for (Condition condition : status.conditions()) {
      Tags tags =
          CONDITION.tags(
              release.namespace(),
              release.name(),
              condition.type(),
              condition.status(),
              condition.reason());
      rows.get(CONDITION).add(Row.of(tags, 1));
    }
    status
        .ended()
        .ifPresent(
            last ->
                rows.get(RELEASE_FINISHED)
                    .add(
                        Row.of(
                            RELEASE_FINISHED.tags(
                                release.namespace(), release.name(), last.outcome().name()),
                            Instant.parse(last.finishedAt()).getEpochSecond())));
  }

  private static void addFinding(
      Map<MetricsCatalog, List<Row<?>>> rows, ReleaseKey release, Finding finding) {
    double odds = finding.logEvidence().map(Math::exp).orElse(Double.NaN);
    rows.get(EVIDENCE)
        .add(Row.of(EVIDENCE.tags(release.namespace(), release.name(), finding.metric()), odds));
    addCounts(rows, release, finding.metric(), "candidate", finding.candidate());
    addCounts(rows, release, finding.metric(), "baseline", finding.baseline());
  }

  private static void addCounts(
      Map<MetricsCatalog, List<Row<?>>> rows,
      ReleaseKey release,
      String metric,
      String role,
      Counts counts) {
    Tags tags = REQUESTS.tags(release.namespace(), release.name(), metric, role);
    rows.get(REQUESTS).add(Row.of(tags, counts.requests()));
    rows.get(ERRORS).add(Row.of(tags, counts.errors()));
  }
}
