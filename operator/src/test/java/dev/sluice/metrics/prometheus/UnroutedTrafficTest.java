package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.TrafficScope;
import dev.sluice.metrics.ReleaseKey;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests that follow no route. */
class UnroutedTrafficTest extends SamplerFixture {
  /** Some callers have no proxy, and no route. */
  @Test
  void requestsPastTheRouteAreNamed() {
    prometheus.load("users", 400, 0);
    prometheus.received("users", 400);
    prometheus.direct("users", 30);
    sampler.track(USERS, TRIAL);
    sampler.sample(at(16));
    assertThat(samples(16).missingData()).as("too few to tell").isEmpty();
    sampleUntil(226);
    assertThat(samples(226).missingData()).contains(new MissingData.DirectRequests("users"));
  }

  /** They are as rare as scrapes, or the mesh has no mutual TLS at all. */
  @Test
  void plaintextAloneSaysNothing() {
    prometheus.load("users", 400, 0);
    prometheus.received("users", 400);
    prometheus.direct("users", 3);
    prometheus.load("orders", 400, 0);
    prometheus.direct("orders", 400);
    ReleaseKey orders = new ReleaseKey("shop", "orders");
    sampler.track(USERS, TRIAL);
    sampler.track(
        orders, new AnalysisTarget("orders-canary-2", "orders", at(0), Optional.empty(), Map.of()));
    sampleUntil(226);
    assertThat(samples(226).missingData()).isEmpty();
    assertThat(sampler.snapshot(orders, at(226)).missingData()).isEmpty();
  }

  /** Before the release there is no canary that they could reach. */
  @Test
  void theHalfHourBeforeShowsThemAtOnce() {
    prometheus.load("users", 400, 0);
    prometheus.named("users", "accounts", 30);
    sampler.track(
        USERS,
        new AnalysisTarget("users-canary-2", "users", at(0), Optional.of(at(0)), Map.of())
            .within(TrafficScope.of("users")));
    sampler.sample(at(1));
    assertThat(samples(1).missingData())
        .contains(new MissingData.UnderOtherName("users", "accounts"));
  }

  /** Each of twenty pods has its metrics scraped every 5 s, without a sidecar. */
  @Test
  void scrapesOfManyPodsAreNone() {
    prometheus.load("users", 1200, 0);
    prometheus.received("users", 1200);
    prometheus.direct("users", 60);
    sampler.track(USERS, TRIAL.within(TrafficScope.of("users").withPods(20)));
    sampleUntil(226);
    assertThat(samples(226).missingData()).isEmpty();
    sampler.track(USERS, TRIAL.within(TrafficScope.of("users").withPods(4)));
    assertThat(samples(226).missingData()).contains(new MissingData.DirectRequests("users"));
  }

  @Test
  void requestsUnderAnotherNameAreNamedUntilTheyEnd() {
    prometheus.load("users", 400, 0);
    prometheus.named("users", "users", 400);
    prometheus.named("users", "unknown", 400);
    sampler.track(USERS, TRIAL.within(TrafficScope.of("users")));
    sampleUntil(121);
    assertThat(samples(121).missingData()).isEmpty();
    prometheus.named("users", "PassthroughCluster", 30);
    sampleUntil(361);
    assertThat(samples(346).missingData())
        .contains(new MissingData.UnderOtherName("users", "PassthroughCluster"));
    prometheus.named("users", "PassthroughCluster", 0);
    sampleUntil(601);
    assertThat(samples(586).missingData()).isEmpty();
  }

  @Test
  void withoutTheNameOfTheServiceNothingIsKnownOfNames() {
    prometheus.load("users", 400, 0);
    prometheus.named("users", "accounts", 400);
    sampler.track(USERS, TRIAL);
    sampleUntil(241);
    assertThat(samples(226).missingData()).isEmpty();
  }

  private void sampleUntil(int last) {
    for (int second = 1; second <= last; second += 15) {
      sampler.sample(at(second));
    }
  }
}
