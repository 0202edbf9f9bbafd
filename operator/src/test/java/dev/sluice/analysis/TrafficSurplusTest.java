package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Verdict.Result;
import dev.sluice.messages.Reason;
import dev.sluice.spec.PolicyReader;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** More requests to the canary than its weight betray a path around the route. */
class TrafficSurplusTest {
  private static final int STEP = 5;
  private static final long USUAL = 500;
  private static final AnalysisContext AT_20 =
      new AnalysisContext(0.2, OptionalDouble.empty(), "canary", "stable");

  private final AnalysisEngine engine =
      new AnalysisEngine(PolicyReader.read(null).policy().analysis(), STEP);
  private long time = 1_000_000;
  private Evidence evidence = begin(Reporter.SOURCE);

  @Test
  void aThirdOfTheRequestsAtAWeightOfAFifthIsHeld() {
    learn(50, AT_20, 100, 400);
    assertThat(verdict(AT_20).result().holds()).isFalse();
    learn(3, AT_20, 240, 360);
    assertThat(verdict(AT_20).reason()).isEqualTo(Reason.TrafficSurplus);
    assertThat(verdict(AT_20).message()).contains("requests at weight 20%, far more than expected");
    assertThat(verdict(AT_20).result().holds()).isTrue();
    learn(6, AT_20, 100, 400);
    assertThat(verdict(AT_20).result().holds()).as("the path is gone").isFalse();
  }

  @Test
  void aLittleMoreThanTheWeightIsNone() {
    learn(200, AT_20, 140, 360);
    assertThat(verdict(AT_20).result().holds()).isFalse();
  }

  /** What it has not answered yet is not counted, and its repair must not wait for that. */
  @Test
  void aStableVersionThatHangsIsNone() {
    learn(20, AT_20, 100, 400);
    learn(200, AT_20, 100, 10);
    assertThat(verdict(AT_20).result()).isNotEqualTo(Result.TRAFFIC_SURPLUS);
  }

  @Test
  void anAcceptedPathIsNone() {
    AnalysisContext accepted = AT_20.reachedByWeightAlone(false);
    learn(50, accepted, 300, 200);
    assertThat(verdict(accepted).result()).isNotEqualTo(Result.TRAFFIC_SURPLUS);
  }

  /** A workload's own proxies count each attempt of a request. */
  @Test
  void attemptsAreNone() {
    evidence = begin(Reporter.DESTINATION);
    learn(50, AT_20, 300, 400);
    assertThat(verdict(AT_20).result()).isNotEqualTo(Result.TRAFFIC_SURPLUS);
  }

  @Test
  void evidenceThatWasRecordedWithoutItBeginsWithNone() {
    Evidence old =
        new Evidence(
            evidence.time(),
            evidence.startedAt(),
            evidence.reporter(),
            false,
            1,
            0,
            0,
            evidence.lastTraffic(),
            evidence.recentTotals(),
            evidence.trafficShare(),
            null,
            evidence.unattributed(),
            evidence.metrics());
    assertThat(old.trafficSurplus()).isEqualTo(TrafficSurplus.UNKNOWN);
  }

  private Evidence begin(Reporter reporter) {
    return engine.begin(time, new Baseline(Collections.nCopies(360, good(USUAL)), reporter));
  }

  private void learn(int steps, AnalysisContext context, long canary, long stable) {
    for (int i = 0; i < steps; i++) {
      time += STEP;
      evidence =
          engine.step(evidence, new Sample(time, good(canary), good(stable), Map.of()), context);
    }
  }

  private Verdict verdict(AnalysisContext context) {
    return engine.verdict(evidence, context, Optional.empty());
  }

  private static RequestCounts good(long requests) {
    return new RequestCounts(Map.of(new ResponseClass("200", ""), requests), new TreeMap<>());
  }
}
