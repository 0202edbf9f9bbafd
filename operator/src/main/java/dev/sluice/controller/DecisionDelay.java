package dev.sluice.controller;

import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.engine.Decision;
import dev.sluice.metrics.prometheus.Sampler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How soon after a step of the sampling grid could be asked for the first decision is made that
 * rests on it. In the log, at level debug, each such decision is a line.
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
  private final Map<Sampler.Key, Long> newest = new ConcurrentHashMap<>();

  /**
   * Nothing is decided yet.
   *
   * @param lag of the grid: a step can be asked for that long after its end
   */
  public DecisionDelay(MeterRegistry registry, Duration lag) {
    this.lag = lag;
    this.delay =
        Timer.builder("sluice_decision_delay")
            .description("From the end of a sampling step, plus the lag, to the decision on it")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  /** A decision was made. Only one that rests on a step that no other one did counts. */
  void decided(Sampler.Key key, CanaryRelease self, Decision decision, Instant now) {
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
    // What this process sees first may have been decided on by the one before.
    if (before == null || decision.verdict().isEmpty() || evidence.stepBlocks() == 0) {
      return;
    }
    Duration late = Duration.between(Instant.ofEpochSecond(evidence.time()).plus(lag), now);
    delay.record(late);
    tell(self, decision, evidence, late);
  }

  private static void tell(
      CanaryRelease self, Decision decision, Evidence evidence, Duration late) {
    Verdict verdict = decision.verdict().orElseThrow();
    LogLine fact =
        LogLine.of(self, decision.status(), "Judged")
            .with("until", Instant.ofEpochSecond(evidence.time()))
            .with("delayMillis", late.toMillis())
            .with("result", verdict.result())
            .with("lnHarm", verdict.logHarm());
    for (Verdict.Finding finding : verdict.findings()) {
      fact.with(
          "metric." + finding.metric(),
          "%s,%s,%s"
              .formatted(
                  finding.candidate(),
                  finding.baseline(),
                  finding.logEvidence().map(String::valueOf).orElse("")));
    }
    fact.debug();
  }

  void forget(Sampler.Key key) {
    newest.remove(key);
  }
}
