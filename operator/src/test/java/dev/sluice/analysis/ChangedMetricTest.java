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

/** A user changes what a metric measures, under the same name, in the middle of a release. */
class ChangedMetricTest {
  private static final int STEP = 5;
  private static final RequestCounts GOOD = answers("200");
  private static final AnalysisContext AT_50 =
      new AnalysisContext(0.5, OptionalDouble.empty(), "canary", "stable");

  @Test
  void whatItMeasuredBeforeDoesNotCount() {
    AnalysisEngine serverErrors = engine(MetricKind.ERRORS, "5xx");
    Evidence evidence = serverErrors.begin(0, Collections.nCopies(60, GOOD));
    evidence = serverErrors.step(evidence, new Sample(STEP, answers("503"), GOOD, Map.of()), AT_50);
    assertThat(result(serverErrors, evidence)).isEqualTo(Result.BAD);

    AnalysisEngine clientErrors = engine(MetricKind.CLIENT_ERRORS, "4xx");
    assertThat(result(clientErrors, evidence)).isEqualTo(Result.UNPROVEN);
    Evidence next = clientErrors.step(evidence, new Sample(2 * STEP, GOOD, GOOD, Map.of()), AT_50);
    assertThat(result(clientErrors, next)).isEqualTo(Result.UNPROVEN);
  }

  private static Result result(AnalysisEngine engine, Evidence evidence) {
    return engine.verdict(evidence, AT_50, Optional.empty()).result();
  }

  private static AnalysisEngine engine(MetricKind kind, String http) {
    MetricRule rule =
        new MetricRule.ErrorRule(
            "mine",
            Enforcement.ENFORCE,
            kind,
            0.1,
            0.0002,
            OptionalDouble.empty(),
            List.of(http),
            List.of());
    return new AnalysisEngine(new AnalysisPolicy(Enforcement.ENFORCE, 0.01, List.of(rule)), STEP);
  }

  private static RequestCounts answers(String status) {
    return new RequestCounts(Map.of(new ResponseClass(status, ""), 1000L), new TreeMap<>());
  }
}
