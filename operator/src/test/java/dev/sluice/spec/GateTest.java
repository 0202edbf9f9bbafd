package dev.sluice.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.messages.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each gate answers to each finding, before and after the step's time. */
class GateTest {

  private static String answer(Gate gate, Result result, boolean elapsed, boolean comparable) {
    Optional<Verdict> verdict =
        Optional.of(new Verdict(result, Reason.NoData, null, 0, 0, List.of()));
    GateResult answer = gate.check(new GateContext(elapsed, true, comparable, verdict));
    return answer.getClass().getSimpleName();
  }

  /** The columns: not elapsed and elapsed with a baseline, then elapsed without one. */
  @ParameterizedTest
  @CsvSource({
    "Elapsed,  GOOD,            Timed,   Passed,  Passed",
    "Elapsed,  UNPROVEN,        Timed,   Passed,  Passed",
    "Elapsed,  UNJUDGED,        Waiting, Waiting, Waiting",
    "Elapsed,  NO_TRAFFIC,      Waiting, Waiting, Waiting",
    "Elapsed,  NO_DATA,         Waiting, Waiting, Waiting",
    "Elapsed,  SUSPECT,         Waiting, Waiting, Waiting",
    "Elapsed,  UNATTRIBUTED,    Waiting, Waiting, Waiting",
    "Elapsed,  SHARED_OUTAGE,   Waiting, Waiting, Waiting",
    "Elapsed,  TRAFFIC_DEFICIT, Waiting, Waiting, Waiting",
    "Elapsed,  TRAFFIC_SURPLUS, Waiting, Waiting, Waiting",
    "Elapsed,  BAD,             Waiting, Waiting, Waiting",
    "Proven,   GOOD,            Timed,   Passed,  Passed",
    "Proven,   UNPROVEN,        Timed,   Waiting, Passed",
    "Proven,   UNJUDGED,        Waiting, Waiting, Waiting",
    "Proven,   NO_TRAFFIC,      Waiting, Waiting, Waiting",
    "Proven,   SUSPECT,         Waiting, Waiting, Waiting",
    "Unharmed, GOOD,            Timed,   Passed,  Passed",
    "Unharmed, UNPROVEN,        Timed,   Passed,  Passed",
    "Unharmed, NO_TRAFFIC,      Timed,   Passed,  Passed",
    "Unharmed, NO_DATA,         Waiting, Waiting, Waiting",
    "Unharmed, SUSPECT,         Waiting, Waiting, Waiting"
  })
  void theTable(String gate, Result result, String before, String after, String alone) {
    Gate one =
        switch (gate) {
          case "Elapsed" -> new Gate.Elapsed();
          case "Proven" -> new Gate.Proven();
          default -> new Gate.Unharmed();
        };
    assertThat(answer(one, result, false, true)).isEqualTo(before);
    assertThat(answer(one, result, true, true)).isEqualTo(after);
    assertThat(answer(one, result, true, false)).isEqualTo(alone);
  }

  @ParameterizedTest
  @CsvSource({"false, Timed", "true, Passed"})
  void whereNothingIsEnforcedTimeAloneCounts(boolean elapsed, String answer) {
    for (Gate gate : List.of(new Gate.Elapsed(), new Gate.Proven(), new Gate.Unharmed())) {
      assertThat(gate.check(new GateContext(elapsed, false, true, Optional.empty())))
          .extracting(found -> found.getClass().getSimpleName())
          .isEqualTo(answer);
    }
  }
}
