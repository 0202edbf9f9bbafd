package dev.sluice.controller;

import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Locale;

/**
 * All metrics of the operator, with their meaning and labels. Metrics of the framework and the JVM
 * are served beside them.
 */
public enum MetricsCatalog {
  RELEASES(
      "sluice_releases", MetricType.GAUGE, "Number of CanaryReleases by phase.", MetricLabel.PHASE),
  CANARY_WEIGHT(
      "sluice_canary_weight_percent",
      MetricType.GAUGE,
      "Percent of requests that the canary should get.",
      MetricLabel.NAMESPACE,
      MetricLabel.NAME),
  CONDITION(
      "sluice_condition",
      MetricType.GAUGE,
      "Always 1; the labels are a condition of the CanaryRelease.",
      MetricLabel.NAMESPACE,
      MetricLabel.NAME,
      MetricLabel.CONDITION_TYPE,
      MetricLabel.CONDITION_STATUS,
      MetricLabel.CONDITION_REASON),
  RELEASES_ENDED(
      "sluice_releases_ended",
      MetricType.COUNTER,
      "Releases that ended.",
      MetricLabel.NAMESPACE,
      MetricLabel.NAME,
      MetricLabel.OUTCOME,
      MetricLabel.REASON),
  RELEASE_TIME(
      "sluice_release_time",
      MetricType.HISTOGRAM,
      "Seconds from the start of a release to its end.",
      MetricLabel.OUTCOME),
  RELEASE_FINISHED(
      "sluice_release_finished_timestamp_seconds",
      MetricType.GAUGE,
      "Unix time of the end of the last release.",
      MetricLabel.NAMESPACE,
      MetricLabel.NAME,
      MetricLabel.OUTCOME),
  EVIDENCE(
      "sluice_evidence",
      MetricType.GAUGE,
      "Evidence that the candidate is worse than the policy allows, as odds to 1.",
      MetricLabel.NAMESPACE,
      MetricLabel.NAME,
      MetricLabel.METRIC),
  REQUESTS(
      "sluice_requests",
      MetricType.GAUGE,
      "Requests that the verdict is based on.",
      MetricLabel.NAMESPACE,
      MetricLabel.NAME,
      MetricLabel.METRIC,
      MetricLabel.ROLE),
  ERRORS(
      "sluice_errors",
      MetricType.GAUGE,
      "Those of sluice_requests that failed or were slow.",
      MetricLabel.NAMESPACE,
      MetricLabel.NAME,
      MetricLabel.METRIC,
      MetricLabel.ROLE),
  WRITES(
      "sluice_writes",
      MetricType.COUNTER,
      "Writes to the API server.",
      MetricLabel.KIND,
      MetricLabel.WRITE_RESULT),
  ORPHANS_REMOVED(
      "sluice_orphans_removed",
      MetricType.COUNTER,
      "CanaryReleases whose objects were removed because they did not exist any more."),
  PROMETHEUS_QUERIES(
      "sluice_prometheus_queries",
      MetricType.COUNTER,
      "Queries to Prometheus.",
      MetricLabel.QUERY_RESULT),
  PROMETHEUS_CLOCK_SKEW(
      "sluice_prometheus_clock_skew_seconds",
      MetricType.GAUGE,
      "How far the clock of Prometheus is ahead of the operator's, beyond a second."),
  DECISION_DELAY(
      "sluice_decision_delay",
      MetricType.HISTOGRAM,
      "Seconds from the end of a sampling step, plus the sampling lag, to the decision on it.");

  /** How Prometheus reads it; it decides the suffix of the name. */
  enum MetricType {
    GAUGE(""),
    COUNTER("_total"),
    HISTOGRAM("_seconds");

    private final String suffix;

    MetricType(String suffix) {
      this.suffix = suffix;
    }
  }

  /** A label of a metric. */
  enum MetricLabel {
    NAMESPACE("namespace", "Namespace of the CanaryRelease."),
    NAME("name", "Name of the CanaryRelease."),
    PHASE("phase", "As in status.phase."),
    OUTCOME("outcome", "As in status.release.outcome."),
    REASON("reason", "As in status.release.reason."),
    CONDITION_TYPE("type", "Type of the condition, such as Stalled."),
    CONDITION_STATUS("status", "True, False or Unknown."),
    CONDITION_REASON("reason", "Reason of the condition."),
    METRIC("metric", "Name of the metric in spec.analysis."),
    ROLE("role", "candidate (the version under analysis) or baseline."),
    KIND("kind", "Kind of the object, or status."),
    WRITE_RESULT("result", "success, conflict, rejected or no_answer."),
    QUERY_RESULT("result", "success, or the cause of the failure, such as unreachable.");

    private final String label;
    private final String meaning;

    MetricLabel(String label, String meaning) {
      this.label = label;
      this.meaning = meaning;
    }

    String label() {
      return label;
    }

    String meaning() {
      return meaning;
    }
  }

  private final String meterName;
  private final MetricType type;
  private final String meaning;

  // Made by List.of, which is immutable.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<MetricLabel> labels;

  MetricsCatalog(String meterName, MetricType type, String meaning, MetricLabel... labels) {
    this.meterName = meterName;
    this.type = type;
    this.meaning = meaning;
    this.labels = List.of(labels);
  }

  /** Its name in the registry, without the suffix of its type. */
  String meterName() {
    return meterName;
  }

  /** Its name as Prometheus scrapes it. */
  public String scrapedName() {
    return meterName + type.suffix;
  }

  public String meaning() {
    return meaning;
  }

  /** Gauge, counter or histogram. */
  public String typeName() {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** Each label with its meaning, as {@code role: candidate or baseline}. */
  public List<String> labelMeanings() {
    return labels.stream().map(label -> label.label() + ": " + label.meaning()).toList();
  }

  /** Its labels with these values, in order. */
  Tags tags(String... values) {
    Tags tags = Tags.empty();
    for (int i = 0; i < values.length; i++) {
      tags = tags.and(labels.get(i).label(), values[i]);
    }
    return tags;
  }
}
