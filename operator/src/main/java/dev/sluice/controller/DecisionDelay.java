package dev.sluice.controller;

import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.engine.Decision;
import dev.sluice.metrics.ReleaseKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Measures the time from when a step of the sampling grid can be queried to the first decision that
 * uses it. At level debug each such decision is a line of the log.
 */
public final class DecisionDelay {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  private final Duration lag;
  private final Timer delay;
  private final Map<ReleaseKey, Long> newest = new ConcurrentHashMap<>();

  /**
   * No decision yet.
   *
   * @param lag of the grid: a step can be queried that long after its end
   */
  public DecisionDelay(MeterRegistry registry, Duration lag) {
    this.lag = lag;
    this.delay =
        Timer.builder(MetricsCatalog.DECISION_DELAY.meterName())
            .description(MetricsCatalog.DECISION_DELAY.meaning())
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  /** Counts a decision if it is the first one that uses its newest step. */
  void decided(ReleaseKey key, CanaryRelease self, Decision decision, Instant now) {
    Evidence evidence = decision.state().evidence();
    if (evidence == null) {
      newest.remove(key);
      return;
    }
    Long before = newest.get(key);
    if (before != null && before >= evidence.time()) {
      return;
    }
    newest.put(key, evidence.time());
    // The first step that this process sees may have been decided on by the one before it.
    if (before == null || decision.verdict().isEmpty() || evidence.stepIntervals() == 0) {
      return;
    }
    Duration late = Duration.between(Instant.ofEpochSecond(evidence.time()).plus(lag), now);
    delay.record(late);
    log(self, decision, evidence, late);
  }

  private static void log(CanaryRelease self, Decision decision, Evidence evidence, Duration late) {
    Verdict verdict = decision.verdict().orElseThrow();
    LogLine line =
        LogLine.of(self, decision.status(), LogEvent.Analyzed)
            .with("until", Instant.ofEpochSecond(evidence.time()))
            .with("delayMillis", late.toMillis())
            .with("result", verdict.result())
            .with("lnHarm", verdict.logHarm());
    for (Verdict.Finding finding : verdict.findings()) {
      line.with(
          "metric." + finding.metric(),
          "%s,%s,%s"
              .formatted(
                  finding.candidate(),
                  finding.baseline(),
                  finding.logEvidence().map(String::valueOf).orElse("")));
    }
    line.debug();
  }

  void forget(ReleaseKey key) {
    newest.remove(key);
  }
}
