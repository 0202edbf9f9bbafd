package dev.sluice.controller;

import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.metrics.prometheus.QueryResult;
import dev.sluice.metrics.prometheus.Sampler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Sluice's own metrics. What is per release goes away with the release. */
public final class OperatorMetrics {
  private final MeterRegistry registry;
  private final Map<String, Shown> shown = new ConcurrentHashMap<>();
  private final AnalysisMetrics judgements;

  private static final class Shown {
    private volatile Phase phase;
    private volatile int weight;
    private Meter meter;
  }

  public OperatorMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.judgements = new AnalysisMetrics(registry);
    for (Phase phase : Phase.values()) {
      Gauge.builder("sluice_releases", shown, all -> inPhase(all, phase))
          .description("CanaryReleases per phase")
          .tag("phase", phase.name())
          .register(registry);
    }
  }

  private static double inPhase(Map<String, Shown> all, Phase phase) {
    return all.values().stream().filter(one -> one.phase == phase).count();
  }

  /** Shows the status of a release. */
  void follow(CanaryRelease release, CanaryReleaseStatus status) {
    Shown now = shown.computeIfAbsent(release.getMetadata().getUid(), uid -> show(release));
    now.phase = status.phase();
    boolean stepping = status.release() != null && status.release().step() != null;
    Integer weight = stepping ? status.release().step().weight() : null;
    now.weight = weight == null ? 0 : weight;
  }

  private Shown show(CanaryRelease release) {
    Shown made = new Shown();
    made.meter =
        Gauge.builder("sluice_weight", made, one -> one.weight)
            .description("Requests that the canary is meant to have, in percent")
            .tags(
                Tags.of(
                    "namespace", release.getMetadata().getNamespace(),
                    "name", release.getMetadata().getName()))
            .register(registry);
    return made;
  }

  void forget(CanaryRelease release) {
    Shown gone = shown.remove(release.getMetadata().getUid());
    if (gone != null) {
      registry.remove(gone.meter);
    }
    judgements.forget(
        new Sampler.Key(release.getMetadata().getNamespace(), release.getMetadata().getName()));
  }

  /** Shows what is known of the version on trial; nothing where none is. */
  void judged(Sampler.Key key, Optional<Verdict> verdict) {
    verdict.ifPresentOrElse(now -> judgements.show(key, now), () -> judgements.forget(key));
  }

  /** Counts a write to the API server. */
  void wrote(String kind, WriteResult<?> result) {
    registry
        .counter(
            "sluice_writes",
            "kind",
            kind,
            "result",
            result.getClass().getSimpleName().toLowerCase(Locale.ROOT))
        .increment();
  }

  /** Counts a query to Prometheus. */
  public void asked(QueryResult answer) {
    String result =
        answer instanceof QueryResult.Failure failure ? failure.kind().name() : "ANSWERED";
    registry
        .counter("sluice_prometheus_queries", "result", result.toLowerCase(Locale.ROOT))
        .increment();
  }
}
