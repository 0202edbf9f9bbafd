package dev.sluice.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.messages.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every gate keeps. */
class GateContractTest {

  static List<Gate> gates() {
    return Gates.all();
  }

  private static Stream<GateContext> contexts(boolean elapsed) {
    return Stream.of(true, false)
        .flatMap(
            comparable ->
                Arrays.stream(Result.values())
                    .map(
                        result ->
                            new GateContext(elapsed, true, comparable, Optional.of(of(result)))));
  }

  private static Verdict of(Result result) {
    return new Verdict(result, Reason.Unjudged, null, 0, 0, List.of());
  }

  @ParameterizedTest
  @MethodSource("gates")
  void isNotPassedBeforeItsTime(Gate gate) {
    assertThat(contexts(false)).noneMatch(context -> gate.check(context).isPassed());
  }

  @ParameterizedTest
  @MethodSource("gates")
  void isNotPassedByAVersionThatHarms(Gate gate) {
    for (boolean comparable : new boolean[] {true, false}) {
      GateContext harmed = new GateContext(true, true, comparable, Optional.of(of(Result.BAD)));
      assertThat(gate.check(harmed).isPassed()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("gates")
  void givesTheSameAnswerToTheSameContext(Gate gate) {
    assertThat(Stream.concat(contexts(true), contexts(false)))
        .allSatisfy(context -> assertThat(gate.check(context)).isEqualTo(gate.check(context)));
  }
}
