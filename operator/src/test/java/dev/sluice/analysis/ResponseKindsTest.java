package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.analysis.Verdict.Result;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.messages.Reason;
import dev.sluice.spec.PolicyReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What users feel is counted, each kind of answer for itself, by the default metrics. */
class ResponseKindsTest {
  private static final int STEP = 5;
  private static final AnalysisContext AT_20 =
      new AnalysisContext(0.2, OptionalDouble.of(0.5), "canary", "stable");
  private static final AnalysisContext ALONE =
      new AnalysisContext(1, OptionalDouble.empty(), "canary", "stable");

  private final AnalysisPolicy policy = PolicyReader.read(null).policy().analysis();
  private final AnalysisEngine engine = new AnalysisEngine(policy, STEP);
  private Evidence evidence;
  private long time;

  private static RequestCounts answers(Object... codesAndCounts) {
    Map<ResponseClass, Long> counts = new HashMap<>();
    for (int i = 0; i < codesAndCounts.length; i += 2) {
      String code = (String) codesAndCounts[i];
      int slash = code.indexOf('/');
      counts.put(
          slash < 0
              ? new ResponseClass(code, "")
              : new ResponseClass(code.substring(0, slash), code.substring(slash + 1)),
          ((Integer) codesAndCounts[i + 1]).longValue());
    }
    return new RequestCounts(counts, new TreeMap<>());
  }

  private void begin(RequestCounts usual) {
    List<RequestCounts> history = new ArrayList<>();
    for (int i = 0; i < 360; i++) {
      history.add(usual);
    }
    evidence = engine.begin(time, history);
  }

  /** How many steps of the grid it takes until the verdict is bad; empty if it is not. */
  private Optional<Integer> condemned(
      int steps, AnalysisContext context, RequestCounts canary, RequestCounts stable) {
    for (int i = 1; i <= steps; i++) {
      time += STEP;
      evidence = engine.step(evidence, new Sample(time, canary, stable, Map.of()), context);
      if (verdict(context).result() == Result.BAD) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private Verdict verdict(AnalysisContext context) {
    return engine.verdict(evidence, context, Optional.empty());
  }

  @Test
  void aVersionThatAnswers404ToAllIsRolledBack() {
    begin(answers("200", 500));
    assertThat(condemned(3, AT_20, answers("404", 100), answers("200", 400))).isPresent();
    assertThat(verdict(AT_20).reason()).isEqualTo(Reason.ClientErrorRateTooHigh);
    assertThat(verdict(AT_20).message()).contains("canary refused 100/100 requests, stable 0/400");
  }

  @Test
  void whatCallersGiveUpIsNoAnswerThatLetsAVersionAdvance() {
    begin(answers("200", 500));
    assertThat(condemned(1, AT_20, answers("200", 60, "0", 40), answers("200", 240, "0", 160)))
        .isEmpty();
    assertThat(verdict(AT_20).stepAnswered()).isEqualTo(60);
  }

  /** Three tries at a third of the rate each fail as rarely as one at the rate. */
  @Test
  void triesShareTheRate() {
    AnalysisPolicy each = policy.forOneOf(3);
    assertThat(3 * each.falseRollbackRate()).isEqualTo(policy.falseRollbackRate());
    assertThat(each.metrics()).isEqualTo(policy.metrics());
  }

  @Test
  void soIsOneThatIsUnimplementedInGrpc() {
    begin(answers("200/0", 500));
    assertThat(condemned(3, AT_20, answers("200/12", 100), answers("200/0", 400))).isPresent();
    assertThat(verdict(AT_20).reason()).isEqualTo(Reason.ClientErrorRateTooHigh);
  }

  @Test
  void aHangIsNoPromotion() {
    begin(answers("200", 500));
    assertThat(condemned(3, AT_20, answers("0", 100), answers("200", 400))).isPresent();
    assertThat(verdict(AT_20).reason()).isEqualTo(Reason.AbandonedRateTooHigh);
    assertThat(verdict(AT_20).message())
        .contains("callers gave up on the canary in 100/100 requests, stable in 0/400");
  }

  @Test
  void tooManyRequestsAndTimeoutsOfTheCallerAreNoClientErrors() {
    begin(answers("200", 500));
    assertThat(condemned(60, AT_20, answers("429", 50, "408", 50), answers("200", 400))).isEmpty();
  }

  @Test
  void whatCallersDoWrongOnBothVersionsCondemnsNone() {
    begin(answers("200", 480, "404", 20));
    assertThat(
            condemned(200, AT_20, answers("200", 60, "404", 40), answers("200", 240, "404", 160)))
        .isEmpty();
    assertThat(verdict(AT_20).result()).isEqualTo(Result.GOOD);
  }

  @Test
  void errorsAreSharesOfTheAnsweredRequests() {
    MetricRule.ErrorRule errors = (MetricRule.ErrorRule) policy.metrics().get(0);
    assertThat(errors.count(answers("200", 90, "503", 10, "0", 100)))
        .isEqualTo(new Counts(100, 10));
    MetricRule.ErrorRule abandoned = (MetricRule.ErrorRule) policy.metrics().get(3);
    assertThat(abandoned.count(answers("200", 90, "503", 10, "0", 100)))
        .isEqualTo(new Counts(200, 100));
  }

  @Test
  void withNothingBesideTheCanaryRefusedRequestsHold() {
    begin(answers("200", 500));
    condemned(60, AT_20, answers("200", 100), answers("200", 400));
    assertThat(condemned(30, ALONE, answers("404", 500), RequestCounts.NONE)).isEmpty();
    assertThat(verdict(ALONE).result()).isEqualTo(Result.SUSPECT);
    assertThat(verdict(ALONE).message()).contains("canary refuses", "no baseline");
  }

  @Test
  void theCanarysShareIsNotAskedForWhereOthersSendRequestsToOneVersion() {
    begin(answers("200", 500));
    condemned(200, AT_20, answers("200", 10), answers("200", 490));
    assertThat(verdict(AT_20).result()).isEqualTo(Result.TRAFFIC_DEFICIT);
    AnalysisContext undivided = AT_20.dividing(false);
    condemned(1, undivided, answers("200", 10), answers("200", 490));
    assertThat(verdict(undivided).result()).isEqualTo(Result.UNPROVEN);
  }

  @Test
  void theStakesAreThoseOfTheBeginning() {
    begin(answers("200", 500));
    assertThat(evidence.metrics())
        .extracting(MetricEvidence::name, metric -> Math.round(1000 * metric.stake()))
        .as("latency was not measured")
        .containsExactly(
            tuple("errors", 600L),
            tuple("latency", 0L),
            tuple("client-errors", 200L),
            tuple("abandoned", 200L));
  }

  @Test
  void aMetricThatIsAddedLaterHasNoStakeAndOneThatIsRemovedLeavesNone() {
    AnalysisPolicy some = new AnalysisPolicy(policy.mode(), 0.01, policy.metrics().subList(0, 1));
    AnalysisEngine before = new AnalysisEngine(some, STEP);
    evidence = before.begin(time, List.of(answers("200", 500)));
    assertThat(evidence.metrics().get(0).stake()).isEqualTo(1);
    assertThat(condemned(20, AT_20, answers("404", 100), answers("200", 400)))
        .as("client errors were added")
        .isEmpty();
    assertThat(verdict(AT_20).findings()).hasSize(4);
  }
}
