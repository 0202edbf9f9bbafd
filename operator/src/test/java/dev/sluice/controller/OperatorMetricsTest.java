package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Finding;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.controller.WriteResult.NoAnswer;
import dev.sluice.controller.WriteResult.Success;
import dev.sluice.messages.LazyMessage;
import dev.sluice.messages.Reason;
import dev.sluice.metrics.ReleaseKey;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperatorMetricsTest {
  private static final ReleaseKey USERS = new ReleaseKey("shop", "users");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final OperatorMetrics metrics = new OperatorMetrics(registry);

  @Test
  void aReleaseIsShownUntilItIsForgotten() {
    metrics.follow(USERS, status(Phase.Releasing));
    metrics.analyzed(USERS, Optional.of(verdict(18, 7)));
    assertThat(scrape())
        .contains(
            "sluice_releases{phase=\"Releasing\"} 1.0",
            "sluice_releases{phase=\"Stable\"} 0.0",
            "sluice_canary_weight_percent{name=\"users\",namespace=\"shop\"} 0.0",
            "sluice_condition{name=\"users\",namespace=\"shop\",reason=\"Releasing\",status=\"True\",type=\"Reconciling\"} 1.0",
            "sluice_requests{metric=\"errors\",name=\"users\",namespace=\"shop\",role=\"candidate\"} 18.0",
            "sluice_errors{metric=\"errors\",name=\"users\",namespace=\"shop\",role=\"candidate\"} 7.0",
            "sluice_requests{metric=\"errors\",name=\"users\",namespace=\"shop\",role=\"baseline\"} 977.0",
            "sluice_evidence{metric=\"errors\",name=\"users\",namespace=\"shop\"} 1.0");
    metrics.analyzed(USERS, Optional.of(verdict(20, 8)));
    metrics.follow(USERS, status(Phase.RollingBack));
    assertThat(scrape())
        .contains(
            "sluice_releases{phase=\"Releasing\"} 0.0",
            "reason=\"RollingBack\",status=\"True\",type=\"Reconciling\"} 1.0",
            "sluice_errors{metric=\"errors\",name=\"users\",namespace=\"shop\",role=\"candidate\"} 8.0");
    metrics.analyzed(USERS, Optional.empty());
    assertThat(scrape()).doesNotContain("sluice_errors{").contains("sluice_canary_weight_percent{");
    metrics.forget(USERS);
    assertThat(scrape()).doesNotContain("shop");
  }

  @Test
  void aReleaseIsCountedOnceWhenItEnds() {
    ReleaseStatus running = release(7, Outcome.InProgress, "InProgress", null);
    ReleaseStatus ended =
        release(7, Outcome.RolledBack, "ErrorRateTooHigh", "2026-01-02T00:03:00Z");
    metrics.countEnd(USERS, null, running);
    metrics.countEnd(USERS, running, running);
    metrics.countEnd(USERS, running, ended);
    metrics.countEnd(USERS, ended, ended);
    metrics.countEnd(USERS, null, ended);
    metrics.countEnd(
        USERS, running, release(8, Outcome.Promoted, "Promoted", "2026-01-02T00:03:00Z"));
    metrics.follow(
        USERS,
        new CanaryReleaseStatus(1L, null, Phase.Stable, "", null, ended, List.of(), "", List.of()));
    assertThat(scrape())
        .contains(
            "sluice_releases_ended_total{name=\"users\",namespace=\"shop\",outcome=\"RolledBack\",reason=\"ErrorRateTooHigh\"} 1.0",
            "sluice_release_time_seconds_bucket{outcome=\"RolledBack\",le=\"120.0\"} 0",
            "sluice_release_time_seconds_bucket{outcome=\"RolledBack\",le=\"300.0\"} 1",
            "sluice_release_finished_timestamp_seconds{name=\"users\",namespace=\"shop\",outcome=\"RolledBack\"} 1.76731218E9")
        .doesNotContain("outcome=\"Promoted\"");
    metrics.forget(USERS);
    assertThat(scrape()).doesNotContain("shop");
  }

  static ReleaseStatus release(long revision, Outcome outcome, String reason, String finishedAt) {
    return new ReleaseStatus(
        revision,
        "1.5.0",
        List.of(),
        outcome,
        reason,
        "",
        "2026-01-02T00:00:00Z",
        finishedAt,
        null,
        List.of(),
        List.of());
  }

  @Test
  void writesAndQueriesAreCountedByTheirResult() {
    metrics.countWrite("status", new Success<>("any"));
    metrics.countWrite("Deployment", new NoAnswer<>("timeout"));
    metrics.countQuery(Optional.empty());
    metrics.countQuery(Optional.of(new MissingData.TooLarge(1000)));
    assertThat(scrape())
        .contains(
            "sluice_writes_total{kind=\"status\",result=\"success\"} 1.0",
            "sluice_writes_total{kind=\"Deployment\",result=\"no_answer\"} 1.0",
            "sluice_prometheus_queries_total{result=\"success\"} 1.0",
            "sluice_prometheus_queries_total{result=\"too_large\"} 1.0");
  }

  @Test
  void theCatalogHasEveryMetricWithItsLabels() {
    metrics.follow(USERS, status(Phase.Releasing));
    metrics.analyzed(USERS, Optional.of(verdict(18, 7)));
    metrics.countWrite("status", new Success<>("any"));
    metrics.countQuery(Optional.empty());
    metrics.countOrphan();
    ReleaseStatus ended = release(7, Outcome.Promoted, "Promoted", "2026-01-02T00:03:00Z");
    metrics.countEnd(USERS, release(7, Outcome.InProgress, "InProgress", null), ended);
    metrics.follow(
        USERS,
        new CanaryReleaseStatus(
            1L, null, Phase.Stable, "", null, ended, List.of(), "", List.of(condition("Stable"))));
    new DecisionDelay(registry, Duration.ZERO);
    String scraped = scrape();
    for (MetricsCatalog metric : MetricsCatalog.values()) {
      assertThat(scraped)
          .contains("# TYPE %s %s".formatted(metric.scrapedName(), metric.typeName()));
      assertThat(scraped)
          .contains("# HELP %s %s".formatted(metric.scrapedName(), metric.meaning()));
    }
    assertThat(scraped.lines().filter(line -> line.startsWith("# TYPE sluice_")).map(this::name))
        .filteredOn(name -> !name.endsWith("_max"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(MetricsCatalog.values()).map(MetricsCatalog::scrapedName).toList());
    assertThat(MetricsCatalog.REQUESTS.labelMeanings())
        .contains("role: candidate (the version under analysis) or baseline.");
  }

  private String name(String typeLine) {
    return typeLine.split(" ", -1)[2];
  }

  private String scrape() {
    metrics.refresh();
    return registry.scrape();
  }

  private static Verdict verdict(long requests, long errors) {
    return new Verdict(
        Verdict.Result.BAD,
        Reason.ErrorRateTooHigh,
        new LazyMessage("bad", List.of()),
        0,
        requests,
        List.of(
            new Finding(
                "errors",
                Enforcement.ENFORCE,
                Verdict.Result.BAD,
                new LazyMessage("bad", List.of()),
                new Counts(requests, errors),
                new Counts(977, 0),
                Optional.of(0.0))));
  }

  private static CanaryReleaseStatus status(Phase phase) {
    return new CanaryReleaseStatus(
        1L, null, phase, "", null, null, List.of(), null, List.of(condition(phase.name())));
  }

  static Condition condition(String reason) {
    return new Condition("Reconciling", "True", 1L, "2026-01-02T00:00:00Z", reason, "");
  }
}
