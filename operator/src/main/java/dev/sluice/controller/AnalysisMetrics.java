package dev.sluice.controller;

import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Finding;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.metrics.prometheus.Sampler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What each metric of each release on trial says, as metrics that go away with the trial. */
final class AnalysisMetrics {
  private final MeterRegistry registry;
  private final Map<Sampler.Key, Map<String, Shown>> releases = new HashMap<>();

  /** Gauges refer to what they show weakly: it is kept here. */
  private static final class Shown {
    private final List<Meter> meters = new ArrayList<>();
    private volatile Finding finding;
  }

  AnalysisMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  synchronized void show(Sampler.Key key, Verdict verdict) {
    Map<String, Shown> metrics = releases.computeIfAbsent(key, fresh -> new HashMap<>());
    for (Finding finding : verdict.findings()) {
      metrics.computeIfAbsent(finding.metric(), metric -> made(key, finding)).finding = finding;
    }
  }

  synchronized void forget(Sampler.Key key) {
    Map<String, Shown> gone = releases.remove(key);
    if (gone != null) {
      gone.values().forEach(shown -> shown.meters.forEach(registry::remove));
    }
  }

  private Shown made(Sampler.Key key, Finding first) {
    Shown shown = new Shown();
    shown.finding = first;
    Tags tags =
        Tags.of("namespace", key.namespace(), "name", key.release(), "metric", first.metric());
    add(
        shown,
        "sluice_evidence",
        "Evidence that the version on trial is worse than allowed, as odds to 1",
        tags,
        finding -> finding.logEvidence().map(Math::exp).orElse(Double.NaN));
    arm(shown, tags, "trial", Finding::candidate);
    arm(shown, tags, "other", Finding::baseline);
    return shown;
  }

  private void arm(Shown shown, Tags tags, String version, Function<Finding, Counts> counts) {
    add(
        shown,
        "sluice_requests",
        "Requests that the judgement rests on, of the version on trial and the other one",
        tags.and("version", version),
        finding -> counts.apply(finding).requests());
    add(
        shown,
        "sluice_errors",
        "Those of sluice_requests that failed, or were slow",
        tags.and("version", version),
        finding -> counts.apply(finding).errors());
  }

  private void add(
      Shown shown, String name, String what, Tags tags, ToDoubleFunction<Finding> value) {
    shown.meters.add(
        Gauge.builder(name, shown, now -> value.applyAsDouble(now.finding))
            .description(what)
            .tags(tags)
            .register(registry));
  }
}
