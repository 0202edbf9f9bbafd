package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.TrafficScope;
import dev.sluice.metrics.ReleaseKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which queries are sent, how many, and how they are divided. */
class SamplerQueriesTest extends SamplerFixture {
  @Test
  void theNumberOfQueriesIsTheSameForOneReleaseAndTwoHundred() {
    List<Integer> one = queriesPerStep(1);
    assertThat(queriesPerStep(200)).isEqualTo(one);
    // Requests, the histograms of both versions, what is known; at first the scrape interval too.
    assertThat(one.subList(1, one.size())).containsOnly(4);
  }

  @Test
  void startsOfOneTimeShareTheQueriesForTheirHistory() {
    for (int i = 0; i < 40; i++) {
      sampler.track(
          new ReleaseKey("shop", "app" + i),
          new AnalysisTarget("new" + i, "app" + i, at(0), Optional.of(at(-7 * i)), Map.of()));
    }
    sampler.sample(at(1));
    // Four for the step, three for the history, and since there are no series at all, one each for
    // the scrape interval and for whether the mesh has others.
    assertThat(prometheus.asked).hasSize(9);
  }

  /** All services behind one gateway leave out the same workload. */
  @Test
  void releasesThatLeaveOutTheSameCallersShareTheirQueries() {
    for (int i = 0; i < 40; i++) {
      sampler.track(
          new ReleaseKey("shop", "app" + i),
          new AnalysisTarget("new" + i, "app" + i, at(0), Optional.empty(), Map.of())
              .within(TrafficScope.ALL.leavingOut(i % 2 == 0 ? Set.of("edge") : Set.of())));
    }
    sampler.sample(at(1));
    List<String> requests =
        prometheus.asked.stream()
            .map(form -> form.get("query"))
            .filter(query -> query.contains("istio_request"))
            .toList();
    assertThat(requests)
        .filteredOn(query -> query.contains("source_workload!~\"edge\""))
        .hasSize(4)
        .allMatch(query -> query.contains("38") && !query.contains("39"));
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
    sampler.sampleCustom("shop", at(31));
    MetricsSnapshot samples = samples(31);
    assertThat(samples.steps()).hasSize(2).allMatch(s -> s.values().equals(Map.of("queue", 7.5)));
    assertThat(samples.failingQueries())
        .containsOnly(
            Map.entry("two", new MissingData.ManySeries(2)),
            Map.entry("none", new MissingData.NoValue()),
            Map.entry("nan", new MissingData.NotFinite(Double.NaN)));
    prometheus.own("two", "1");
    sampler.sample(at(46));
    sampler.sampleCustom("shop", at(46));
    assertThat(samples(46).failingQueries()).containsOnlyKeys("none", "nan");
    assertThat(samples(46).steps().get(2).values())
        .containsOnly(Map.entry("queue", 7.5), Map.entry("two", 1.0));
  }

  @Test
  void theyDelayTheirOwnReleaseAloneAndNotForLong() {
    prometheus.load("users", 40, 0);
    ReleaseKey other = new ReleaseKey("shop", "other");
    sampler.track(other, TRIAL);
    sampler.track(
        USERS,
        new AnalysisTarget(
            "users-canary-2", "users", at(0), Optional.empty(), Map.of("queue", "queue")));
    sampler.sample(at(16));
    assertThat(sampler.snapshot(other, at(16)).steps()).hasSize(1);
    assertThat(samples(16).steps()).isEmpty();
    assertThat(samples(16).missingData()).isEmpty();
    assertThat(times(42)).as("after a step, the lag and 10 s").containsExactly(T + 15);
    prometheus.own("queue", "3");
    assertThat(sampler.namespacesWithQueries()).containsExactly("shop");
    assertThat(sampler.sampleCustom("shop", at(16))).containsExactly(USERS);
    assertThat(only(samples(16)).values()).containsExactly(Map.entry("queue", 3.0));
    assertThat(sampler.sampleCustom("shop", at(16))).isEmpty();
  }

  /** The other side's histograms are two queries more, whatever the number of releases. */
  @Test
  void releasesThatTheirOwnPodsCountAreQueriedTogether() {
    for (int i = 0; i < 40; i++) {
      prometheus.received("own" + i, 40);
      prometheus.load("app" + i, 40, 0);
      for (String name : List.of("own" + i, "app" + i)) {
        sampler.track(
            new ReleaseKey("shop", name),
            new AnalysisTarget(name + "-new", name, at(0), Optional.of(at(0)), Map.of()));
      }
    }
    sampler.sample(at(1));
    sampler.sample(at(16));
    prometheus.asked.clear();
    sampler.sample(at(31));
    assertThat(prometheus.asked).hasSize(6);
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

  private List<Long> spans() {
    return prometheus.asked.stream()
        .map(form -> Long.parseLong(form.get("end")) - Long.parseLong(form.get("start")))
        .toList();
  }
}
