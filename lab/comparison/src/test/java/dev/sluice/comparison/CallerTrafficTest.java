package dev.sluice.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.analysis.MetricRule;
import dev.sluice.analysis.Stakes;
import dev.sluice.comparison.CallerTraffic.RequestBurst;
import dev.sluice.comparison.RunEnd.RunOutcome;
import dev.sluice.spec.PolicyReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers do, as it is recorded and analyzed. */
class CallerTrafficTest {
  private static final int SCRAPES = 400;

  @Test
  void the_metrics_are_those_of_a_policy_that_names_none() {
    List<MetricRule> usual = PolicyReader.read(null).policy().analysis().metrics();
    assertThat(SluiceAnalysis.DEFAULTS).isEqualTo(usual);
    assertThat(PolicyReader.read(null).policy().analysis().stakes()).isEqualTo(Stakes.DEFAULT);
  }

  @Test
  void a_burst_comes_at_its_times_and_never_before_the_first() {
    RequestBurst burst = new RequestBurst(-1500, 600, 7, false);
    assertThat(burst.between(-1800, -1500)).isZero();
    assertThat(burst.between(-1515, -1485)).isEqualTo(7);
    assertThat(burst.between(-1500, -1485)).isEqualTo(7);
    assertThat(burst.between(-1485, -900)).isZero();
    assertThat(burst.between(300, 315)).isEqualTo(7);
    assertThat(burst.between(-1800, 1800)).isEqualTo(6 * 7);
    assertThat(burst.between(300, 901)).isEqualTo(2 * 7);
  }

  @Test
  void a_burst_is_divided_by_the_weight_and_lost_to_neither_version() {
    TrafficRecording recording =
        record(
            plain()
                .callers(
                    CallerTraffic.NONE
                        .with(new RequestBurst(-15, 15, 100, false))
                        .with(new RequestBurst(0, 30, 50, true))));
    VersionSeries canary = recording.canary();
    VersionSeries stable = recording.stable();
    assertThat(recording.history().refused(0, TrafficRecording.HISTORY)).isEqualTo(100);
    assertThat(recording.history().abandoned(0, TrafficRecording.HISTORY)).isZero();
    for (int k = 0; k < SCRAPES; k++) {
      assertThat(canary.refused(k, k + 1) + stable.refused(k, k + 1)).isEqualTo(100);
      assertThat(canary.abandoned(k, k + 1) + stable.abandoned(k, k + 1))
          .isEqualTo(k % 2 == 0 ? 50 : 0);
    }
    assertCount(canary.refused(0, SCRAPES), SCRAPES * 100 * 0.2);
    assertCount(canary.abandoned(0, SCRAPES), SCRAPES * 25 * 0.2);
    assertCount(canary.requests(0, SCRAPES), SCRAPES * (1500 + 125) * 0.2);
  }

  @Test
  void each_version_refuses_and_loses_its_shares_of_the_requests() {
    CallerTraffic callers =
        CallerTraffic.NONE.refused(t -> 0.01, t -> 0.04).abandoned(t -> 0.03, t -> 0.02);
    for (TrafficCase world :
        List.of(plain(), plain().taking(t -> Speed.USUAL, t -> Speed.USUAL, 0))) {
      TrafficRecording recording = record(world.callers(callers));
      double toCanary = SCRAPES * 1500 * 0.2;
      double toStable = SCRAPES * 1500 * 0.8;
      assertCount(recording.canary().requests(0, SCRAPES), toCanary);
      assertCount(recording.canary().errors(0, SCRAPES), toCanary * 0.01);
      assertCount(recording.canary().refused(0, SCRAPES), toCanary * 0.04);
      assertCount(recording.canary().abandoned(0, SCRAPES), toCanary * 0.02);
      assertCount(recording.stable().requests(0, SCRAPES), toStable);
      assertCount(recording.stable().refused(0, SCRAPES), toStable * 0.01);
      assertCount(recording.stable().abandoned(0, SCRAPES), toStable * 0.03);
    }
  }

  @Test
  void durations_end_when_they_are_to() {
    TrafficCase world =
        plain().taking(t -> Speed.USUAL, t -> Speed.USUAL, 0).timedUntil(2 * 15 + 1);
    TrafficRecording recording = new TrafficRecording(world, new RequestDraws(1, "ends", 0));
    boolean[] timed = new boolean[4];
    for (int k = 0; k < timed.length; k++) {
      recording.scrape(0.2);
      timed[k] = recording.hasDurationsNow();
    }
    assertThat(timed).containsExactly(true, true, false, false);
  }

  static List<CallerCases.Unanswered> unanswered() {
    return CallerCases.unanswered();
  }

  /** What the tables ask of the analysis is its verdict. */
  @ParameterizedTest
  @MethodSource("unanswered")
  void a_canary_that_answers_wrongly_or_never_is_rolled_back(CallerCases.Unanswered canary) {
    ToolRule numbers = SluiceAnalysis.rule("numbers", Stakes.DEFAULT, SluiceAnalysis.DEFAULTS);
    Judgement.JudgementFactory words =
        recording -> new SluiceAnalysis(SluiceAnalysis.DEFAULTS, recording);
    List<RunEnds> ends =
        new Experiment(7, 5)
            .watch(
                canary.world(),
                Schedule.constant(canary.weight()),
                TrafficCases.LONG,
                List.of(numbers, words.rule("words")));
    assertThat(ends.get(0).share(RunOutcome.ROLLED_BACK)).isEqualTo(1);
    assertThat(ends.get(0)).isEqualTo(ends.get(1));
  }

  @Test
  void every_case_has_a_name_and_so_its_own_requests() {
    assertThat(CallerCases.healthy().stream().map(healthy -> healthy.world().name()))
        .doesNotHaveDuplicates();
    assertThat(CallerCases.unanswered().stream().map(canary -> canary.world().name()))
        .doesNotHaveDuplicates();
  }

  private static TrafficCase plain() {
    return TrafficCase.of("plain", 100, 0.01, 0.01);
  }

  private static TrafficRecording record(TrafficCase world) {
    TrafficRecording recording = new TrafficRecording(world, new RequestDraws(1, "callers", 0));
    for (int k = 0; k < SCRAPES; k++) {
      recording.scrape(0.2);
    }
    return recording;
  }

  /** Within five standard deviations. */
  private static void assertCount(long count, double expected) {
    assertThat((double) count).isCloseTo(expected, within(5 * Math.sqrt(expected)));
  }
}
