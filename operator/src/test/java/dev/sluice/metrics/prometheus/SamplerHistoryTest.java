package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Reporter;
import dev.sluice.analysis.TrafficScope;
import dev.sluice.analysis.evidence.Counts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The half hour before a release, which is sampled once and kept while it is wanted. */
class SamplerHistoryTest extends SamplerFixture {
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
  void theCallersCountWhereTheyCountMostRequests() {
    prometheus.load("users", 38, 0);
    prometheus.received("users", 42);
    sampler.track(USERS, wantsHistory(0, 0));
    sampler.sample(at(1));
    assertThat(samples(1).counting().reporter()).isEqualTo(Reporter.SOURCE);
    assertThat(samples(1).history().orElseThrow().get(0).requests()).isEqualTo(39);
  }

  @Test
  void theOwnPodsCountWhereTheyCountMore() {
    prometheus.load("users", 30, 0);
    prometheus.received("users", 42);
    prometheus.received("users-canary-2", 4);
    sampler.track(USERS, wantsHistory(0, 0));
    sampler.sample(at(1));
    assertThat(samples(1).history()).as("durations of the other side are wanted").isEmpty();
    sampler.sample(at(2));
    sampler.sample(at(16));
    MetricsSnapshot samples = samples(16);
    assertThat(samples.counting().reporter()).isEqualTo(Reporter.DESTINATION);
    assertThat(samples.history().orElseThrow()).hasSize(120);
    assertThat(samples.history().orElseThrow().get(0).slower(10)).isEqualTo(new Counts(42, 42));
    assertThat(only(samples).baseline().requests()).isEqualTo(42);
    assertThat(only(samples).candidate().requests()).isEqualTo(4);
    assertThat(samples.missingData()).isEmpty();
  }

  @Test
  void aHistoryWithoutDurationsHoldsUntilSomeAreMeasured() {
    prometheus.untimed = true;
    prometheus.load("users", 40, 0);
    sampler.track(USERS, wantsHistory(0, 0));
    sampler.sample(at(1));
    assertThat(samples(1).counting().missingDurations())
        .contains(new MissingData.NoDurations("users"));
    prometheus.untimed = false;
    sampler.sample(at(16));
    assertThat(samples(16).counting().missingDurations()).isEmpty();
  }

  /** The workload was called by others before, or its callers are scraped since a short time. */
  @Test
  void callersThatAreYoungCountFromTheirBeginningOn() {
    for (int second = -75; second <= 0; second += 15) {
      prometheus.step("users", T + second, 40, 0);
    }
    prometheus.received("users", 40);
    sampler.track(USERS, wantsHistory(0, 0));
    sampler.sample(at(1));
    assertThat(samples(1).counting().reporter()).isEqualTo(Reporter.SOURCE);
  }

  @Test
  void callersThatStoppedCountingAreLeft() {
    for (int second = -300; second <= -200; second += 15) {
      prometheus.step("users", T + second, 40, 0);
    }
    prometheus.received("users", 40);
    sampler.track(USERS, wantsHistory(0, 0));
    sampler.sample(at(1));
    sampler.sample(at(2));
    assertThat(samples(2).counting().reporter()).isEqualTo(Reporter.DESTINATION);
  }

  /** That they are counted is of no help: no weight divides their requests. */
  @Test
  void callersWithoutAProxyAreNotReplacedByTheOwnPodsCounts() {
    prometheus.direct("users", 42);
    sampler.track(USERS, wantsHistory(0, 0));
    sampler.sample(at(1));
    sampler.sample(at(31));
    assertThat(samples(31).counting().reporter()).isEqualTo(Reporter.SOURCE);
    assertThat(samples(31).missingData()).contains(new MissingData.ServerSideOnly("users"));
  }

  /** A trial that began by the counts of one side never changes to the other's. */
  @Test
  void theSideThatCountsIsNotChanged() {
    prometheus.load("users", 40, 0);
    AnalysisTarget begun =
        new AnalysisTarget(
            "users-canary-2",
            "users",
            at(0),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.of(Reporter.DESTINATION),
            TrafficScope.ALL);
    sampler.track(USERS, begun);
    sampler.sample(at(46));
    assertThat(samples(46).steps()).isEmpty();
    assertThat(samples(46).missingData())
        .contains(new MissingData.NoSeries("users-canary-2", "users", "shop"));
  }

  private static AnalysisTarget wantsHistory(int began, int after) {
    return new AnalysisTarget(
        "users-canary-2", "users", at(after), Optional.of(at(began)), Map.of());
  }
}
