package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.analysis.Verdict.Result;
import dev.sluice.analysis.evidence.HarmState;
import dev.sluice.spec.PolicyReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A stable version that is broken beside a canary that is not, by the default metrics. */
class BesideOutageTest {
  private static final int STEP = 5;
  private static final AnalysisContext AT_20 =
      new AnalysisContext(0.2, OptionalDouble.of(0.5), "canary", "stable");
  private static final AnalysisContext LAST =
      new AnalysisContext(0.5, OptionalDouble.of(1), "canary", "stable");

  /** In a half hour before. */
  private static final int HISTORY = 360;

  private final AnalysisPolicy policy = PolicyReader.read(null).policy().analysis();
  private final AnalysisEngine engine = new AnalysisEngine(policy, STEP);
  private Evidence evidence;
  private long time;

  /** Answers by code, every fifth slower than 100 ms; those that are not 200 take no time. */
  private static RequestCounts answers(long ok, String otherCode, long others) {
    SortedMap<Double, Long> durations = new TreeMap<>();
    durations.put(10.0, others);
    durations.put(25.0, others + ok / 2);
    durations.put(100.0, others + ok * 4 / 5);
    durations.put(Double.POSITIVE_INFINITY, others + ok);
    return new RequestCounts(
        Map.of(new ResponseClass("200", ""), ok, new ResponseClass(otherCode, ""), others),
        durations);
  }

  private void begin(RequestCounts usual) {
    evidence = engine.begin(time, Collections.nCopies(HISTORY, usual));
  }

  private void learn(int steps, AnalysisContext at, RequestCounts canary, RequestCounts stable) {
    for (int i = 0; i < steps; i++) {
      time += STEP;
      evidence = engine.step(evidence, new Sample(time, canary, stable, Map.of()), at);
    }
  }

  private Verdict verdict(AnalysisContext context) {
    return engine.verdict(evidence, context, Optional.empty());
  }

  private HarmState errors() {
    return evidence.metrics().stream()
        .filter(metric -> metric.kind() == MetricKind.ERRORS)
        .findFirst()
        .orElseThrow()
        .worst()
        .harm();
  }

  @Test
  void aCanaryThatWorksIsVerifiedAgainstTheUsualShare() {
    begin(answers(499, "503", 1));
    learn(2, AT_20, answers(100, "503", 0), answers(200, "503", 200));
    assertThat(verdict(AT_20).result()).isEqualTo(Result.UNPROVEN);
    learn(30, AT_20, answers(100, "503", 0), answers(200, "503", 200));
    assertThat(verdict(AT_20).result()).isEqualTo(Result.GOOD);
    assertThat(verdict(AT_20).message())
        .startsWith("stable fails 50% of its requests, usually 0.2%, and canary does not; ");
  }

  @Test
  void oneThatFailsALittleIsNotVerified() {
    begin(answers(499, "503", 1));
    learn(60, AT_20, answers(98, "503", 2), answers(200, "503", 200));
    assertThat(verdict(AT_20).result()).isEqualTo(Result.UNPROVEN);
  }

  @Test
  void oneThatFailsLikeItIsHeld() {
    begin(answers(499, "503", 1));
    learn(60, AT_20, answers(60, "503", 40), answers(200, "503", 200));
    assertThat(verdict(AT_20).result()).isEqualTo(Result.SHARED_OUTAGE);
  }

  @Test
  void soIsOneWithTooFewRequestsToTell() {
    begin(answers(499, "503", 1));
    learn(1, AT_20, answers(2, "503", 0), answers(200, "503", 200));
    assertThat(verdict(AT_20).result()).isEqualTo(Result.SHARED_OUTAGE);
  }

  @Test
  void aVersionThatFailsFastMakesTheOtherOneNeitherSlowNorRefusing() {
    begin(answers(450, "404", 50));
    learn(120, LAST, answers(180, "404", 20), answers(0, "503", 200));
    assertThat(verdict(LAST).result()).isEqualTo(Result.GOOD);
    assertThat(verdict(LAST).logHarm()).isLessThan(0.1);
  }

  @Test
  void aStableVersionThatHangsIsBrokenToo() {
    begin(answers(500, "503", 0));
    learn(120, AT_20, answers(100, "0", 0), answers(0, "0", 400));
    assertThat(verdict(AT_20).result()).isEqualTo(Result.GOOD);
    assertThat(verdict(AT_20).message())
        .startsWith("stable leaves 100% of its requests unanswered, usually 0%, and canary does");
  }

  @Test
  void whatIsBrokenIsNotRemembered() {
    begin(answers(499, "503", 1));
    double before = errors().baselineShare();
    learn(60, AT_20, answers(100, "503", 0), answers(200, "503", 200));
    assertThat(errors().baselineShare()).isEqualTo(before);
    learn(60, AT_20, answers(100, "503", 0), answers(400, "503", 0));
    assertThat(errors().baselineShare()).isLessThan(before);
  }

  @Test
  void theOrdinaryRuleReturnsWithTheStableVersion() {
    begin(answers(499, "503", 1));
    learn(60, AT_20, answers(100, "503", 0), answers(200, "503", 200));
    learn(60, AT_20, answers(100, "503", 0), answers(400, "503", 0));
    assertThat(verdict(AT_20).message()).startsWith("canary failed 0/");
  }

  @Test
  void theUsualShareIsThatOfTheBestFiveMinutes() {
    List<RequestCounts> history = new ArrayList<>();
    history.addAll(Collections.nCopies(HISTORY / 3, answers(499, "503", 1)));
    history.addAll(Collections.nCopies(HISTORY * 2 / 3, answers(250, "503", 250)));
    evidence = engine.begin(time, history);
    learn(60, AT_20, answers(100, "503", 0), answers(200, "503", 200));
    assertThat(verdict(AT_20).message()).contains("usually 0.2%");
    // The one block that it takes to see the outage is remembered.
    assertThat(errors().baselineShare()).isCloseTo(0.002, within(0.005));
  }
}
