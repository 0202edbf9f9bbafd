package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Reporter;
import dev.sluice.analysis.ResponseClass;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.metrics.ReleaseKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which steps are counted, and what each one holds. */
class SamplerTest extends SamplerFixture {
  @Test
  void aStepHasTheRequestsAndDurationsOfBothVersions() {
    prometheus.load("users", 40, 0, 20);
    prometheus.load("users-canary-2", 9, 1, 300);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(16));
    MetricsSnapshot samples = samples(16);
    assertThat(samples.missingData()).isEmpty();
    assertThat(samples.stepSeconds()).isEqualTo(15);
    Sample step = only(samples);
    assertThat(step.time()).isEqualTo(T + 15);
    assertThat(step.candidate().responses())
        .containsOnly(
            Map.entry(new ResponseClass("200", ""), 9L),
            Map.entry(new ResponseClass("500", ""), 1L),
            Map.entry(new ResponseClass("0", ""), 1L));
    assertThat(step.candidate().slower(250)).isEqualTo(new Counts(10, 10));
    assertThat(step.baseline().slower(250)).isEqualTo(new Counts(40, 0));
  }

  @Test
  void theLagIsWaitedFor() {
    prometheus.load("users", 40, 0);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(15));
    assertThat(times(15)).isEmpty();
    sampler.sample(at(16));
    assertThat(times(16)).containsExactly(T + 15);
  }

  @Test
  void anAnsweredPointIsNeverAskedForAgain() {
    prometheus.load("users", 40, 0);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(16));
    MetricsSnapshot before = samples(16);
    prometheus.load("users", 70, 0);
    prometheus.asked.clear();
    sampler.sample(at(17));
    sampler.sample(at(30));
    assertThat(prometheus.asked).isEmpty();
    sampler.sample(at(31));
    assertThat(prometheus.asked).allMatch(form -> form.get("start").equals("" + (T + 30)));
    assertThat(samples(31).steps()).hasSize(2).startsWith(before.steps().get(0));
  }

  @Test
  void whatWasJudgedIsForgotten() {
    prometheus.load("users", 40, 0);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(61));
    assertThat(times(61)).containsExactly(T + 15, T + 30, T + 45, T + 60);
    sampler.track(USERS, trial(45));
    assertThat(times(61)).containsExactly(T + 60);
    sampler.sample(at(76));
    assertThat(times(76)).containsExactly(T + 60, T + 75);
  }

  @Test
  void aSamplerThatBeginsLaterSeesTheSameSteps() {
    for (int i = -60; i <= 300; i += 15) {
      // Not scraped at all for a while, and in single steps.
      if ((i < 75 || i > 120) && i != 180) {
        prometheus.step("users", T + i, 100 + i, i % 7 == 0 ? 1 : 0);
        prometheus.step("users-canary-2", T + i, 7, 0);
      }
    }
    sampler.track(USERS, TRIAL);
    for (int now = 1; now <= 300; now++) {
      sampler.sample(at(now));
    }
    for (int judged = 0; judged < 300; judged += 5) {
      sampler.track(USERS, trial(judged));
      Sampler restarted = sampler();
      restarted.track(USERS, trial(judged));
      restarted.sample(at(301));
      sampler.sample(at(301));
      assertThat(restarted.snapshot(USERS, at(301)).steps())
          .as("judged up to %d", judged)
          .isEqualTo(samples(301).steps());
    }
  }

  @Test
  void anOutageOfPrometheusIsMadeUpFor() {
    prometheus.load("users", 40, 0);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(16));
    prometheus.instead = exchange -> FakePrometheus.send(exchange, 503, "");
    sampler.sample(at(31));
    assertThat(samples(40).missingData()).isEmpty();
    assertThat(samples(42).missingData()).contains(new MissingData.HttpError(503, ""));
    prometheus.instead = null;
    sampler.sample(at(61));
    assertThat(samples(61).missingData()).isEmpty();
    assertThat(times(61)).containsExactly(T + 15, T + 30, T + 45, T + 60);
  }

  @Test
  void whatIsOlderThanTenMinutesIsLeftOut() {
    prometheus.load("users", 40, 0);
    sampler.track(USERS, trial(-3600));
    sampler.sample(at(1));
    // The oldest point only says how the one after it begins.
    assertThat(times(1)).hasSize(40).startsWith(T - 585).endsWith(T);
    sampler.sample(at(3601));
    assertThat(times(3601)).hasSize(40).startsWith(T + 3015).endsWith(T + 3600);
  }

  @Test
  void aStepThatReachesBackBeyondTheTrialIsLeftOut() {
    prometheus.step("users", T - 60, 40, 0);
    prometheus.step("users", T + 30, 4000, 900);
    prometheus.step("users", T + 45, 50, 0);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(46));
    assertThat(times(46)).containsExactly(T + 45);
  }

  @Test
  void aGapWithinTheTrialIsOneStep() {
    prometheus.step("users", T, 40, 0);
    prometheus.step("users", T + 90, 250, 0);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(91));
    assertThat(times(91)).containsExactly(T + 90);
  }

  @Test
  void countersWithoutKnownBeginningAreNotCounted() {
    // Prometheus lost all it knew: the first samples hold every request ever made.
    prometheus.step("users", T + 15, 9_000_000, 0);
    prometheus.step("users", T + 30, 9_000_000, 0);
    prometheus.step("users", T + 45, 40, 0);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(46));
    assertThat(times(46)).containsExactly(T + 45);
  }

  @Test
  void theFirstRequestsOfANewCanaryCount() {
    prometheus.load("users", 40, 0);
    prometheus.step("users-canary-2", T + 15, 0, 12);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(16));
    assertThat(only(samples(16)).candidate().responses())
        .containsEntry(new ResponseClass("500", ""), 12L);
  }

  @Test
  void anotherPairOfWorkloadsBeginsAnew() {
    prometheus.load("users", 40, 0);
    prometheus.load("users-canary-2", 7, 0);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(31));
    sampler.track(
        USERS, new AnalysisTarget("users", "users-canary-2", at(16), Optional.empty(), Map.of()));
    assertThat(samples(31).steps()).isEmpty();
    sampler.sample(at(32));
    assertThat(only(samples(32)).candidate().requests()).isEqualTo(41);
    assertThat(times(32)).containsExactly(T + 30);
  }

  /** Another release, whose workloads have the same names in the other order. */
  @Test
  void requestsOfTwoReleasesInOppositeRolesCountOnce() {
    prometheus.load("users", 40, 0);
    prometheus.load("users-canary-2", 7, 0);
    sampler.track(USERS, TRIAL);
    sampler.track(
        new ReleaseKey("other", "users"),
        new AnalysisTarget("users", "users-canary-2", at(0), Optional.empty(), Map.of()));
    sampler.sample(at(16));
    Sample step = only(samples(16));
    assertThat(step.baseline().slower(25).requests()).isEqualTo(40);
    assertThat(step.candidate().slower(25).requests()).isEqualTo(7);
  }

  @Test
  void bucketsThatContradictEachOtherAreNoHistogram() {
    QueryResult.TimeSeries few = bucket("10.0", 5);
    QueryResult.TimeSeries all = bucket("+Inf", 4);
    assertThat(durations(few, all)).isEmpty();
    assertThat(durations(few)).isEmpty();
    assertThat(durations(few, bucket("10", 2), bucket("+Inf", 7)))
        .containsExactlyEntriesOf(new TreeMap<>(Map.of(10.0, 7L, Double.POSITIVE_INFINITY, 7L)));
  }

  private static Map<Double, Long> durations(QueryResult.TimeSeries... series) {
    Destination users = new Destination("shop", "users");
    DestinationSeries none = new DestinationSeries(Set.of(users), List.of());
    return new RangeCounts(
            none, none, List.of(new DestinationSeries(Set.of(users), List.of(series))), List.of())
        .requests(new CountedWorkload(users, Reporter.DESTINATION), T)
        .durations();
  }

  private static QueryResult.TimeSeries bucket(String bound, double count) {
    return new QueryResult.TimeSeries(
        Map.of(
            "destination_workload_namespace", "shop", "destination_workload", "users", "le", bound),
        List.of(new QueryResult.Point(T, count)));
  }
}
