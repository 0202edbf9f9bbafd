package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.ResponseClass;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.prometheus.tls.Credentials;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SamplerTest {
  /** A point of the grid. */
  private static final long T = 1_000_005;

  private static final SamplingGrid GRID =
      new SamplingGrid(Duration.ofSeconds(15), Duration.ofSeconds(1));
  private static final ReleaseKey USERS = new ReleaseKey("shop", "users");
  private static final AnalysisTarget TRIAL = trial(0);

  private FakePrometheus prometheus;
  private Sampler sampler;

  @BeforeEach
  void start() throws IOException {
    prometheus = new FakePrometheus("shop");
    sampler = sampler();
  }

  @AfterEach
  void stop() {
    prometheus.close();
  }

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

  @Test
  void saysWhyThereAreNoSamples() {
    assertThat(samples(0).missingData()).contains(new MissingData.NotQueried());
    sampler.track(USERS, TRIAL);
    assertThat(samples(0).missingData()).contains(new MissingData.NotQueried());
    prometheus.instead = exchange -> FakePrometheus.send(exchange, 403, "");
    sampler.sample(at(1));
    assertThat(samples(1).missingData()).contains(new MissingData.Unauthorized(403, false));
    prometheus.instead = null;
    sampler.sample(at(2));
    assertThat(samples(2).missingData())
        .contains(new MissingData.NoSeries("users-canary-2", "users", "shop"));
    prometheus.step("users", T + 15, 10, 0);
    sampler.sample(at(16));
    assertThat(samples(16).missingData()).isEmpty();
    sampler.sample(at(31));
    assertThat(samples(31).missingData()).isEmpty();
    sampler.sample(at(46));
    assertThat(samples(46).missingData()).contains(new MissingData.Stale(30));
    assertThat(samples(80).missingData()).contains(new MissingData.NoLongerQueried());
  }

  @Test
  void requestsThatNoCallerCountsAreNamed() {
    prometheus.load("users", 40, 0);
    prometheus.received("users", 38);
    prometheus.received("users-canary-2", 5);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(1));
    assertThat(samples(1).missingData()).isEmpty();
    sampler.sample(at(16));
    assertThat(samples(16).missingData())
        .contains(new MissingData.ServerSideOnly("users-canary-2"));
    prometheus.load("users-canary-2", 5, 0);
    sampler.sample(at(31));
    assertThat(samples(31).missingData()).isEmpty();
  }

  @Test
  void aCountThatIsNoneIsRefused() {
    prometheus.load("users", 40, 0);
    prometheus.instead =
        exchange ->
            FakePrometheus.send(
                exchange,
                200,
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
                    + "{\"metric\":{\"reporter\":\"source\"},\"values\":[[1,\"1.5\"]]}]}}");
    sampler.track(USERS, TRIAL);
    sampler.sample(at(1));
    assertThat(samples(1).missingData())
        .contains(new MissingData.InvalidCount(1.5, Map.of("reporter", "source")));
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

  @Test
  void theUsersOwnQueriesAreAskedForTheSamePoints() {
    prometheus.load("users", 40, 0);
    prometheus.own("queue(canary)", "7.5");
    prometheus.own("two", "1", "2");
    prometheus.own("none");
    prometheus.own("nan", "NaN");
    sampler.track(
        USERS,
        new AnalysisTarget(
            "users-canary-2",
            "users",
            at(0),
            Optional.empty(),
            Map.of("queue", "queue(canary)", "two", "two", "none", "none", "nan", "nan")));
    sampler.sample(at(31));
    MetricsSnapshot samples = samples(31);
    assertThat(samples.steps()).hasSize(2).allMatch(s -> s.values().equals(Map.of("queue", 7.5)));
    assertThat(samples.failingQueries())
        .containsOnly(
            Map.entry("two", new MissingData.ManySeries(2)),
            Map.entry("none", new MissingData.NoValue()),
            Map.entry("nan", new MissingData.NotFinite(Double.NaN)));
    prometheus.own("two", "1");
    sampler.sample(at(46));
    assertThat(samples(46).failingQueries()).containsOnlyKeys("none", "nan");
    assertThat(samples(46).steps().get(2).values())
        .containsOnly(Map.entry("queue", 7.5), Map.entry("two", 1.0));
  }

  @Test
  void aQueryThatIsRefusedDoesNotHideTheRequests() {
    prometheus.load("users", 40, 0);
    prometheus.refused = "sum(";
    sampler.track(
        USERS,
        new AnalysisTarget(
            "users-canary-2", "users", at(0), Optional.empty(), Map.of("own", "sum(")));
    sampler.sample(at(16));
    assertThat(samples(16).missingData()).isEmpty();
    assertThat(samples(16).failingQueries())
        .containsOnly(Map.entry("own", new MissingData.HttpError(400, "bad")));
    assertThat(only(samples(16)).values()).isEmpty();
  }

  @Test
  void theHistoryIsKeptUntilItIsNotWantedAnyMore() {
    prometheus.load("users", 40, 1);
    sampler.track(USERS, wantsHistory(0, 0));
    assertThat(samples(1).history()).isEmpty();
    sampler.sample(at(1));
    assertThat(samples(1).history().orElseThrow()).hasSize(120);
    prometheus.asked.clear();
    sampler.track(USERS, wantsHistory(0, 15));
    sampler.sample(at(16));
    assertThat(samples(16).history()).isPresent();
    assertThat(prometheus.asked).hasSize(4);
    sampler.track(USERS, trial(15));
    assertThat(samples(16).history()).isEmpty();
  }

  @Test
  void aBaselineWithoutRequestsHasAnEmptyHistory() {
    sampler.track(USERS, wantsHistory(0, 0));
    sampler.sample(at(1));
    assertThat(samples(1).history()).contains(List.of());
  }

  @Test
  void aHistoryThatIsNotAnsweredIsAskedForAgain() {
    prometheus.load("users", 40, 1);
    prometheus.refused = "offset 30s";
    sampler.track(USERS, wantsHistory(0, 0));
    sampler.sample(at(1));
    assertThat(samples(1).history()).isEmpty();
    assertThat(sampler.isBehind(at(1))).isTrue();
    prometheus.refused = "";
    sampler.sample(at(2));
    assertThat(samples(2).history()).isPresent();
    assertThat(sampler.isBehind(at(2))).isFalse();
  }

  @Test
  void aStepShorterThanTheScrapeIntervalIsNamed() {
    prometheus.load("users", 40, 0);
    prometheus.scrapeSeconds = 30;
    sampler.track(USERS, TRIAL);
    sampler.sample(at(16));
    assertThat(samples(16).missingData()).contains(new MissingData.StepShorterThanScrape(15, 30));
    prometheus.scrapeSeconds = 15;
    sampler.sample(at(316));
    assertThat(samples(316).missingData()).isEmpty();
  }

  @Test
  void anUnknownScrapeIntervalIsNoMistake() {
    prometheus.load("users", 40, 0);
    prometheus.scrapeSeconds = 0;
    sampler.track(USERS, TRIAL);
    sampler.sample(at(16));
    assertThat(samples(16).missingData()).isEmpty();
  }

  @Test
  void theNumberOfQueriesIsTheSameForOneReleaseAndTwoHundred() {
    List<Integer> one = queriesPerStep(1);
    assertThat(queriesPerStep(200)).isEqualTo(one);
    // Requests, the histograms of both versions, what is known; at first the scrape interval too.
    assertThat(one.subList(1, one.size())).containsOnly(4);
  }

  private List<Integer> queriesPerStep(int releases) {
    Sampler many = sampler();
    for (int i = 0; i < releases; i++) {
      prometheus.load("app" + i, 40, 0);
      prometheus.load("app" + i + "-canary-2", 4, 0);
      many.track(
          new ReleaseKey("shop", "app" + i),
          new AnalysisTarget(
              "app" + i + "-canary-2", "app" + i, at(0), Optional.empty(), Map.of()));
    }
    List<Integer> queries = new java.util.ArrayList<>();
    for (int now = 16; now < 200; now += 15) {
      prometheus.asked.clear();
      many.sample(at(now));
      queries.add(prometheus.asked.size());
    }
    return queries;
  }

  @Test
  void startsOfOneTimeShareTheQueriesForTheirHistory() {
    for (int i = 0; i < 40; i++) {
      sampler.track(
          new ReleaseKey("shop", "app" + i),
          new AnalysisTarget("new" + i, "app" + i, at(0), Optional.of(at(-7 * i)), Map.of()));
    }
    sampler.sample(at(1));
    // Four for the step, one for the scrape interval, three for the history.
    assertThat(prometheus.asked).hasSize(8);
  }

  @Test
  void manyNamesAreSplitBySize() {
    for (int i = 0; i < 3000; i++) {
      sampler.track(
          new ReleaseKey("shop", "app" + i),
          new AnalysisTarget(
              "app" + i + "-canary-2", "app" + i, at(0), Optional.empty(), Map.of()));
    }
    sampler.sample(at(1));
    assertThat(prometheus.asked)
        .hasSizeGreaterThan(10)
        .allMatch(form -> form.get("query").length() < 4 * QueryBatches.MAX_NAME_CHARS);
  }

  @Test
  void anAnswerThatIsTooMuchIsAskedForInParts() {
    prometheus.load("users", 40, 0);
    sampler.track(USERS, trial(-600));
    sampler.sample(at(1));
    assertThat(spans()).containsOnly(600L, 480L);
    Sampler many = sampler();
    for (int i = 0; i < 100; i++) {
      many.track(
          new ReleaseKey("shop", "app" + i),
          new AnalysisTarget(
              "app" + i + "-canary-2", "app" + i, at(-600), Optional.empty(), Map.of()));
    }
    prometheus.asked.clear();
    prometheus.instead = exchange -> FakePrometheus.send(exchange, 422, "");
    many.sample(at(1));
    assertThat(spans()).containsOnly(435L);
    prometheus.asked.clear();
    many.sample(at(1));
    assertThat(spans()).allMatch(span -> span < 435 / 2);
    prometheus.instead = null;
    many.sample(at(1));
    assertThat(many.isBehind(at(1))).isFalse();
  }

  private List<Long> spans() {
    return prometheus.asked.stream()
        .map(form -> Long.parseLong(form.get("end")) - Long.parseLong(form.get("start")))
        .toList();
  }

  @Test
  void nothingIsAskedForAReleaseThatWasForgotten() {
    sampler.track(USERS, TRIAL);
    sampler.forget(USERS);
    sampler.sample(at(16));
    assertThat(prometheus.asked).isEmpty();
    assertThat(sampler.tracked()).isEmpty();
    assertThat(samples(16).missingData()).contains(new MissingData.NotQueried());
  }

  private static AnalysisTarget wantsHistory(int began, int after) {
    return new AnalysisTarget(
        "users-canary-2", "users", at(after), Optional.of(at(began)), Map.of());
  }

  private static Map<Double, Long> durations(QueryResult.TimeSeries... series) {
    QueryResult.Data none = new QueryResult.Data(List.of());
    try {
      return new RangeCounts(none, none, List.of(new QueryResult.Data(List.of(series))))
          .requests(new Destination("shop", "users"), T)
          .durations();
    } catch (RangeCounts.InvalidCountException e) {
      throw new AssertionError(e);
    }
  }

  private static QueryResult.TimeSeries bucket(String bound, double count) {
    return new QueryResult.TimeSeries(
        Map.of(
            "destination_workload_namespace", "shop", "destination_workload", "users", "le", bound),
        List.of(new QueryResult.Point(T, count)));
  }

  private Sampler sampler() {
    return new Sampler(
        new PrometheusClient(prometheus.address(), Credentials.NONE, answer -> {}), GRID);
  }

  private MetricsSnapshot samples(int second) {
    return sampler.snapshot(USERS, at(second));
  }

  private List<Long> times(int second) {
    return samples(second).steps().stream().map(Sample::time).toList();
  }

  private static Sample only(MetricsSnapshot samples) {
    assertThat(samples.steps()).hasSize(1);
    return samples.steps().get(0);
  }

  private static AnalysisTarget trial(int after) {
    return new AnalysisTarget("users-canary-2", "users", at(after), Optional.empty(), Map.of());
  }

  private static Instant at(int second) {
    return Instant.ofEpochSecond(T + second);
  }
}
