package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.analysis.Verdict.Result;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorRateRuleTest {
  private final ErrorRateRule rule = new ErrorRateRule("errors", new BigDecimal("0.05"));

  @ParameterizedTest
  @CsvSource({
    // requests, errors of the candidate; requests, errors of the baseline
    "100, 0, 100, 0, GOOD",
    "100, 5, 100, 0, GOOD",
    "100, 6, 100, 0, BAD",
    "20, 1, 0, 0, GOOD",
    "20, 2, 0, 0, BAD",
    "19, 19, 100, 0, NO_TRAFFIC",
    "0, 0, 0, 0, NO_TRAFFIC",
    "100, 50, 100, 6, SHARED_OUTAGE",
    "100, 50, 100, 5, BAD",
    "100, 50, 19, 19, BAD",
    "100, 0, 100, 100, GOOD"
  })
  void judges(long requests, long errors, long others, long othersErrors, Result result) {
    Evidence evidence = Evidence.of(new Counts(requests, errors), new Counts(others, othersErrors));
    assertThat(rule.judge(evidence).result()).isEqualTo(result);
  }

  @Test
  void missingDataIsNeverGoodOrBad() {
    Verdict verdict = rule.judge(Evidence.missing("Prometheus is down"));
    assertThat(verdict.result()).isEqualTo(Result.NO_DATA);
    assertThat(verdict.message()).isEqualTo("no data: Prometheus is down");
  }

  @Test
  void theSentenceHasTheNumbers() {
    assertThat(rule.judge(Evidence.of(new Counts(46, 23), new Counts(454, 0))).message())
        .isEqualTo(
            "23 of 46 requests failed (50 %), at most 5 % allowed; 0 of 454 failed on the other version");
  }

  @Test
  void countsAreCounts() {
    assertThatThrownBy(() -> new Counts(1, 2)).hasMessageContaining("errors=2 requests=1");
    assertThatThrownBy(() -> new Counts(-1, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
