package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.ResponseClass;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.TrafficScope;
import dev.sluice.metrics.prometheus.RealPrometheus.WrittenSeries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a real Prometheus makes of the queries for the requests, scraped without a gap. */
class SamplerIT extends RealPrometheusFixture {
  @Test
  void everyRequestIsInTheStepOfItsScrape() throws Exception {
    WrittenSeries stable = scraped("users", "200", "a", 7, -300, 120, 5000, 40);
    WrittenSeries canary =
        requests("users-canary-2", "200", "a").at(start + 7, 3).at(start + 22, 8);
    prometheus.write(List.of(stable, canary));
    List<Sample> steps = steps(0, 60);
    assertThat(counts(steps, false, OK))
        .containsExactly(e(15, 40), e(30, 40), e(45, 40), e(60, 40));
    assertThat(counts(steps, true, OK)).containsExactly(e(15, 3), e(30, 5), e(45, 0), e(60, 0));
  }

  @Test
  void aCounterThatRestartsCountsWhole() throws Exception {
    WrittenSeries stable = scraped("users", "200", "a", 7, -300, 20, 5000, 40);
    stable.at(start + 22, 11).at(start + 37, 31);
    prometheus.write(List.of(stable));
    assertThat(counts(steps(0, 45), false, OK)).containsExactly(e(15, 40), e(30, 11), e(45, 20));
  }

  @Test
  void aNewSeriesCountsFromItsFirstSample() throws Exception {
    prometheus.write(
        List.of(
            scraped("users", "200", "a", 7, -300, 60, 5000, 40),
            requests("users", "503", "a").at(start + 22, 9).at(start + 37, 10),
            requests("users", "200", "b").at(start + 25, 70)));
    List<Sample> steps = steps(0, 45);
    assertThat(counts(steps, false, BAD)).containsExactly(e(15, 0), e(30, 9), e(45, 1));
    assertThat(counts(steps, false, OK)).containsExactly(e(15, 40), e(30, 110), e(45, 40));
  }

  @Test
  void whatASeriesCountedBeforeItVanishedIsNotLost() throws Exception {
    WrittenSeries leaving = scraped("users", "200", "b", 4, -300, 16, 900, 10);
    double before = leaving.samples().lastEntry().getValue();
    // Its last sample, and in the same step the scrape that does not have it any more.
    leaving.at(start + 16, before + 7).at(start + 19, WrittenSeries.STALE);
    prometheus.write(List.of(scraped("users", "200", "a", 7, -300, 60, 5000, 40), leaving));
    assertThat(counts(steps(0, 45), false, OK)).containsExactly(e(15, 50), e(30, 47), e(45, 40));
  }

  @Test
  void randomCountersAreCountedExactly() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      namespace = "random-" + seed;
      Random random = new Random(seed);
      List<WrittenSeries> series = new ArrayList<>();
      TreeMap<Long, Map<ResponseClass, Long>> truth = new TreeMap<>();
      for (String pod : List.of("a", "b", "c")) {
        int offset = random.nextInt(15);
        boolean[] failed = new boolean[80];
        for (int scrape = 20; scrape < failed.length; scrape++) {
          failed[scrape] = random.nextInt(10) == 0;
        }
        for (String code : List.of("200", "500", "503")) {
          WrittenSeries one = requests("users", code, pod);
          int birth = code.equals("200") ? 0 : random.nextInt(60);
          long value = birth == 0 ? random.nextInt(100_000) : 0;
          long last = -1;
          for (int scrape = birth; scrape < failed.length; scrape++) {
            long time = start - 300 + 15L * scrape + offset;
            value = random.nextInt(25) == 0 ? random.nextInt(9) : value + random.nextInt(30);
            if (failed[scrape]) {
              one.at(time, WrittenSeries.STALE);
              continue;
            }
            one.at(time, (double) value);
            long grown = last < 0 || value < last ? value : value - last;
            long point = Math.floorDiv(time + 14, 15) * 15;
            truth
                .computeIfAbsent(point, t -> new HashMap<>())
                .merge(new ResponseClass(code, ""), grown, Long::sum);
            last = value;
          }
          series.add(one);
        }
      }
      prometheus.write(series);
      Map<Long, Map<ResponseClass, Long>> expected = new TreeMap<>();
      truth
          .subMap(start + 15, true, start + 600, true)
          .forEach((point, answers) -> expected.put(point, answers));
      Sampler through = sampler();
      through.track(key(), trial(0));
      for (int now = 1; now <= 601; now += 15) {
        through.sample(at(now));
      }
      List<Sample> steps = through.snapshot(key(), at(601)).steps();
      assertThat(answers(steps)).as("seed %d", seed).isEqualTo(expected);
      for (int judged = 0; judged < 600; judged += 30 + random.nextInt(60)) {
        Sampler restarted = sampler();
        restarted.track(key(), trial(judged));
        restarted.sample(at(601));
        through.track(key(), trial(judged));
        assertThat(restarted.snapshot(key(), at(601)).steps())
            .as("seed %d, judged up to %d", seed, judged)
            .isEqualTo(through.snapshot(key(), at(601)).steps());
      }
    }
  }

  /** A gateway's rule may keep its requests on one version, whatever the weights are. */
  @Test
  void callersThatAreLeftOutAreCountedNowhere() throws Exception {
    WrittenSeries edge = scraped("users", "200", "edge", 7, -2100, 120, 5000, 400);
    edge.labels().put("source_workload", "edge.gateway");
    WrittenSeries mesh = scraped("users", "200", "a", 7, -2100, 120, 5000, 40);
    mesh.labels().put("source_workload", "web");
    WrittenSeries other = scraped("users", "200", "b", 7, -2100, 120, 5000, 4);
    other.labels().put("source_workload", "edge-gateway");
    prometheus.write(List.of(edge, mesh, other));
    AnalysisTarget all =
        new AnalysisTarget("users-canary-2", "users", at(0), Optional.of(at(0)), Map.of());
    assertThat(requestsOf(all)).containsExactly(444L, 444L, 444L, 444L);
    assertThat(requestsOf(all.within(TrafficScope.ALL.leavingOut(Set.of("edge.gateway")))))
        .containsExactly(44L, 44L, 44L, 44L);
  }

  /** The history has as many as each step. */
  private List<Long> requestsOf(AnalysisTarget target) {
    sampler.track(key(), target);
    sampler.sample(at(61));
    MetricsSnapshot seen = sampler.snapshot(key(), at(61));
    List<Long> steps =
        seen.steps().stream().map(step -> step.baseline().requests()).distinct().toList();
    assertThat(seen.history().orElseThrow())
        .extracting(RequestCounts::requests)
        .containsOnlyElementsOf(steps);
    return seen.steps().stream().map(step -> step.baseline().requests()).toList();
  }

  @Test
  void theHistoryIsTheHalfHourBefore() throws Exception {
    prometheus.write(List.of(scraped("users", "200", "a", 7, -300, 1800, 5000, 40)));
    sampler.track(
        key(),
        new AnalysisTarget("users-canary-2", "users", at(1790), Optional.of(at(1790)), Map.of()));
    sampler.sample(at(1801));
    List<RequestCounts> history = sampler.snapshot(key(), at(1801)).history().orElseThrow();
    assertThat(history).hasSize(120).allMatch(tally -> tally.requests() == 40);
  }

  @Test
  void aStepShorterThanTheScrapeIntervalIsNamed() throws Exception {
    WrittenSeries slow = requests("users", "200", "a");
    for (int at = -900; at < 60; at += 30) {
      // An outage in the meantime makes no longer interval of it.
      if (at < -200 || at > -20) {
        slow.at(start + at + 3, 7000 + at);
      }
    }
    prometheus.write(List.of(slow));
    assertThat(missing(0, 30)).isEmpty();
    assertThat(samples(0, 30).counting().warning())
        .contains(new MissingData.StepShorterThanScrape(15, 30));
  }

  private static Map<Long, Map<ResponseClass, Long>> answers(List<Sample> steps) {
    Map<Long, Map<ResponseClass, Long>> answers = new TreeMap<>();
    steps.forEach(step -> answers.put(step.time(), step.baseline().responses()));
    return answers;
  }
}
