package dev.sluice.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.MetricRule;
import dev.sluice.analysis.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the comparison makes of Sluice's tests is what Sluice's whole judgement makes of them. */
class SameRunEndTest {
  private static final int RUNS = 3;

  static Stream<TrafficCase> errors() {
    return Stream.of(
            TrafficCases.healthy(),
            TrafficCases.worse(),
            TrafficCases.trouble(),
            TrafficCases.lateOnset())
        .flatMap(List::stream);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void of_errors(TrafficCase world) {
    assertSame(world, ErrorJudgement::guarded, SluiceAnalysis.ERRORS);
  }

  static List<TrafficCase> latency() {
    return TrafficCases.latency();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("latency")
  void of_latency(TrafficCase world) {
    assertSame(world, LatencyJudgement::new, SluiceAnalysis.LATENCY);
  }

  private static void assertSame(
      TrafficCase world, Judgement.JudgementFactory lean, MetricRule metric) {
    Judgement.JudgementFactory whole = recording -> new SluiceAnalysis(List.of(metric), recording);
    Experiment experiment = new Experiment(7, RUNS);
    List<RunEnds> endings =
        experiment.watch(
            world, Schedule.COMMON, Schedule.HOUR, List.of(lean.rule("lean"), whole.rule("whole")));
    assertThat(endings.get(0)).isEqualTo(endings.get(1));
  }

  static Stream<TrafficCase> paces() {
    return TrafficCases.ownPace().stream().filter(world -> world.requestsPerSecond() >= 100);
  }

  /** Also what it says on the way: proven, suspect or neither after each scrape. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("paces")
  void of_proof(TrafficCase world) {
    for (int run = 0; run < RUNS; run++) {
      RequestDraws draws = new Experiment(7, RUNS).draws(world, run);
      TrafficRecording recording = new TrafficRecording(world, draws);
      Judgement lean = ErrorJudgement.guarded(recording);
      Judgement whole = new SluiceAnalysis(List.of(SluiceAnalysis.ERRORS), recording);
      List<Verdict.Result> ofLean = new ArrayList<>();
      List<Verdict.Result> ofWhole = new ArrayList<>();
      for (int k = 1; k <= 100; k++) {
        recording.scrape(k <= 50 ? 0.05 : 0.2);
        OptionalDouble next = OptionalDouble.of(k <= 50 ? 0.2 : 1);
        ofLean.add(lean.judge(next));
        ofWhole.add(whole.judge(next));
      }
      assertThat(ofLean).isEqualTo(ofWhole);
    }
  }
}
