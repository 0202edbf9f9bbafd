package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Verdict.Result;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A limit of the user holds in the return to the Deployment, too. */
class ReturnLimitTest {
  private static final int STEP = 5;

  /** Ten times the baseline's errors are accepted, and 2% are not. */
  private static final MetricRule ERRORS =
      new MetricRule.ErrorRule(
          "errors",
          Enforcement.ENFORCE,
          MetricKind.ERRORS,
          10,
          0.0002,
          OptionalDouble.of(0.02),
          List.of("5xx"),
          List.of());

  private static final AnalysisContext RETURN =
      new AnalysisContext(0.5, OptionalDouble.empty(), "Deployment", "canary");

  private final AnalysisEngine engine =
      new AnalysisEngine(new AnalysisPolicy(Enforcement.ENFORCE, 0.01, List.of(ERRORS)), STEP);

  @Test
  void theDeploymentIsHeldToTheLimit() {
    Evidence back = engine.startSwapped(engine.begin(0, Collections.nCopies(60, load(1))), 1000);
    assertThat(verdictAfter(back, load(4))).isEqualTo(Result.UNPROVEN);
    assertThat(verdictAfter(back, load(40))).isEqualTo(Result.BAD);
  }

  private Result verdictAfter(Evidence begun, RequestCounts deployment) {
    Evidence evidence = begun;
    for (int step = 1; step <= 10; step++) {
      Sample sample = new Sample(begun.time() + (long) step * STEP, deployment, load(4), Map.of());
      evidence = engine.step(evidence, sample, RETURN);
    }
    return engine.verdict(evidence, RETURN, Optional.empty()).result();
  }

  /** So many of 1,000 requests failed. */
  private static RequestCounts load(long failed) {
    return new RequestCounts(
        Map.of(new ResponseClass("200", ""), 1000 - failed, new ResponseClass("503", ""), failed),
        new TreeMap<>());
  }
}
