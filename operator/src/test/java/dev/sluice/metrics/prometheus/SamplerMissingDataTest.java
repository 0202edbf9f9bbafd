package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MissingData;
import dev.sluice.metrics.ReleaseKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is reported when the data of a release is missing, refused or too sparse. */
class SamplerMissingDataTest extends SamplerFixture {
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
    Map<String, String> labels = oddCountOf("users");
    assertThat(samples(1).missingData()).contains(new MissingData.InvalidCount(1.5, labels));
  }

  /** A query may match a workload of another release, or of none. */
  @Test
  void anOddCountOfAnotherWorkloadIsNotLookedAt() {
    oddCountOf("orders");
    assertThat(samples(1).missingData()).isEmpty();
  }

  /**
   * Tracks a release where every query returns one series of this workload, of one and a half
   * requests.
   */
  private Map<String, String> oddCountOf(String workload) {
    Map<String, String> labels =
        Map.of(
            "reporter", "source",
            "destination_workload_namespace", "shop",
            "destination_workload", workload);
    String metric =
        labels.entrySet().stream()
            .map(label -> "\"%s\":\"%s\"".formatted(label.getKey(), label.getValue()))
            .collect(Collectors.joining(","));
    prometheus.instead =
        exchange ->
            FakePrometheus.send(
                exchange,
                200,
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
                    + "{\"metric\":{%s},\"values\":[[%d,\"1.5\"]]}]}}".formatted(metric, T));
    sampler.track(USERS, TRIAL);
    sampler.sample(at(1));
    return labels;
  }

  @Test
  void aStepShorterThanTheScrapeIntervalIsAWarning() {
    prometheus.load("users", 40, 0);
    prometheus.scrapeSeconds = 30;
    sampler.track(USERS, TRIAL);
    sampler.sample(at(16));
    assertThat(samples(16).missingData()).isEmpty();
    assertThat(samples(16).counting().warning())
        .contains(new MissingData.StepShorterThanScrape(15, 30));
    prometheus.scrapeSeconds = 15;
    sampler.sample(at(316));
    assertThat(samples(316).counting().warning()).isEmpty();
  }

  /** A few samples are missing, as after a restart of the callers: the interval seems longer. */
  @Test
  void anIntervalThatOnlySeemsALittleLongerIsNoWarning() {
    prometheus.load("users", 40, 0);
    prometheus.scrapeSeconds = 18;
    sampler.track(USERS, TRIAL);
    sampler.sample(at(16));
    assertThat(samples(16).counting().warning()).isEmpty();
  }

  @Test
  void whatIsStaleGoesByTheScrapeInterval() {
    prometheus.scrapeSeconds = 60;
    prometheus.step("users", T, 10, 0);
    prometheus.step("users", T + 15, 10, 0);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(16));
    for (int second = 31; second < 136; second += 15) {
      sampler.sample(at(second));
      assertThat(samples(second).missingData()).as("after " + second).isEmpty();
    }
    sampler.sample(at(151));
    assertThat(samples(151).missingData()).contains(new MissingData.Stale(121));
  }

  /** The service's own pods are scraped, and count nothing. */
  @Test
  void aServiceWithoutRequestsIsNotOneWithoutData() {
    prometheus.received("users", 0);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(91));
    assertThat(samples(91).missingData()).isEmpty();
    assertThat(samples(91).steps()).isNotEmpty();
    assertThat(samples(91).steps())
        .allMatch(step -> step.baseline().requests() + step.candidate().requests() == 0);
  }

  @Test
  void norIsOneWithoutSeriesInAMeshThatHasSome() {
    prometheus.others = Set.of("source");
    sampler.track(USERS, TRIAL);
    sampler.sample(at(91));
    assertThat(samples(91).missingData()).isEmpty();
    assertThat(samples(91).steps()).isNotEmpty();
  }

  @Test
  void otherSidesSeriesSayNothing() {
    prometheus.others = Set.of("destination");
    sampler.track(USERS, TRIAL);
    sampler.sample(at(91));
    assertThat(samples(91).missingData())
        .contains(new MissingData.NoSeries("users-canary-2", "users", "shop"));
  }

  @Test
  void requestsWithoutDurationsAreNamed() {
    prometheus.untimed = true;
    prometheus.load("users", 20, 0);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(16));
    assertThat(samples(16).counting().missingDurations()).as("too few to tell").isEmpty();
    sampler.sample(at(61));
    assertThat(samples(61).counting().missingDurations())
        .contains(new MissingData.NoDurations("users"));
    prometheus.untimed = false;
    sampler.sample(at(76));
    assertThat(samples(76).counting().missingDurations()).isEmpty();
  }

  @Test
  void anOddCountLeavesOutItsWorkloadAndNoOther() {
    prometheus.load("users", 40, 0);
    prometheus.load("orders", 40, 0);
    prometheus.odd = "orders";
    ReleaseKey orders = new ReleaseKey("shop", "orders");
    sampler.track(USERS, TRIAL);
    sampler.track(
        orders, new AnalysisTarget("orders-canary-2", "orders", at(0), Optional.empty(), Map.of()));
    sampler.sample(at(16));
    assertThat(samples(16).missingData()).isEmpty();
    assertThat(samples(16).steps()).hasSize(1);
    assertThat(sampler.snapshot(orders, at(16)).steps()).isEmpty();
    assertThat(sampler.snapshot(orders, at(16)).missingData().orElseThrow().describe())
        .startsWith("Prometheus counts NaN requests, which is not a whole number: ")
        .contains("destination_workload=orders");
    prometheus.odd = "";
    sampler.sample(at(31));
    assertThat(sampler.snapshot(orders, at(31)).missingData()).isEmpty();
    assertThat(sampler.snapshot(orders, at(31)).steps()).as("what grew is not known").isEmpty();
    sampler.sample(at(46));
    assertThat(sampler.snapshot(orders, at(46)).steps()).hasSize(1);
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
  void aQueryThatIsRefusedDoesNotHideTheRequests() {
    prometheus.load("users", 40, 0);
    prometheus.refused = "sum(";
    sampler.track(
        USERS,
        new AnalysisTarget(
            "users-canary-2", "users", at(0), Optional.empty(), Map.of("own", "sum(")));
    sampler.sample(at(16));
    sampler.sampleCustom("shop", at(16));
    assertThat(samples(16).missingData()).isEmpty();
    assertThat(samples(16).failingQueries())
        .containsOnly(Map.entry("own", new MissingData.HttpError(400, "bad")));
    assertThat(only(samples(16)).values()).isEmpty();
  }
}
