package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
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

  private static AnalysisTarget wantsHistory(int began, int after) {
    return new AnalysisTarget(
        "users-canary-2", "users", at(after), Optional.of(at(began)), Map.of());
  }
}
