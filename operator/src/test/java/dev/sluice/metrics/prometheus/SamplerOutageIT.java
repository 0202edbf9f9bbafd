package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Sample;
import dev.sluice.metrics.prometheus.RealPrometheus.WrittenSeries;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a real Prometheus makes of the queries when scrapes or Prometheus itself fail. */
class SamplerOutageIT extends RealPrometheusFixture {
  @Test
  void anOutageOfScrapesComesInOneStep() throws Exception {
    WrittenSeries stable = scraped("users", "200", "a", 7, -300, 20, 5000, 40);
    WrittenSeries errors = scraped("users", "503", "a", 7, -300, 20, 0, 0);
    long last = (long) stable.samples().lastEntry().getValue().doubleValue();
    for (WrittenSeries series : List.of(stable, errors)) {
      series.at(start + 22, WrittenSeries.STALE);
    }
    stable.at(start + 202, (double) (last + 480)).at(start + 217, (double) (last + 520));
    errors.at(start + 202, 17).at(start + 217, 18);
    prometheus.write(List.of(stable, errors));
    List<Sample> steps = steps(0, 225);
    assertThat(counts(steps, false, OK)).containsExactly(e(15, 40), e(210, 480), e(225, 40));
    assertThat(counts(steps, false, BAD)).containsExactly(e(15, 0), e(210, 17), e(225, 1));
    assertThat(missing(0, 120)).contains(new MissingData.Stale(31));
  }

  @Test
  void anOutageOfPrometheusComesInOneStep() throws Exception {
    // It was down: no stale markers were written.
    WrittenSeries stable = scraped("users", "200", "a", 7, -300, 20, 5000, 40);
    long last = (long) stable.samples().lastEntry().getValue().doubleValue();
    stable.at(start + 202, (double) (last + 480)).at(start + 217, (double) (last + 520));
    prometheus.write(List.of(stable));
    assertThat(counts(steps(0, 225), false, OK))
        .containsExactly(e(15, 40), e(210, 480), e(225, 40));
    assertThat(missing(0, 120)).contains(new MissingData.Stale(31));
  }

  @Test
  void afterMoreThanTenMinutesNothingIsTakenForNew() throws Exception {
    WrittenSeries one = scraped("users", "200", "a", 7, -300, 20, 5000, 40);
    WrittenSeries other = scraped("users", "200", "b", 2, -300, 20, 7000, 40);
    for (int at = 640; at < 720; at += 15) {
      one.at(start + at + 7, 9000 + at);
      other.at(start + at + 2 + 8, 8000 + at);
    }
    prometheus.write(List.of(one, other));
    sampler.track(key(), trial(0));
    for (long now = 1; now <= 706; now += 15) {
      sampler.sample(at(now));
    }
    Map<Long, Long> counted = counts(sampler.snapshot(key(), at(706)).steps(), false, OK);
    assertThat(counted).containsEntry(690L, 30L).containsEntry(705L, 30L);
    assertThat(counted.values()).allMatch(count -> count <= 80);
  }

  @Test
  void anEmptyStoreHasNoBeginnings() throws Exception {
    // First scrapes of two callers with a long life behind them, in different steps.
    prometheus.write(
        List.of(
            scraped("users", "200", "a", 13, 0, 90, 5_000_000, 40),
            scraped("users", "503", "b", 1, 15, 90, 300_000, 1)));
    List<Sample> steps = steps(0, 75);
    assertThat(counts(steps, false, OK)).containsExactly(e(45, 40), e(60, 40), e(75, 40));
    assertThat(counts(steps, false, BAD)).containsExactly(e(45, 1), e(60, 1), e(75, 1));
  }

  @Test
  void aSampleThatComesAfterTheLagIsLostAndNotCountedTwice() throws Exception {
    WrittenSeries stable = scraped("users", "200", "a", 7, -300, 10, 5000, 40);
    long last = (long) stable.samples().lastEntry().getValue().doubleValue();
    prometheus.write(List.of(stable));
    sampler.track(key(), trial(0));
    sampler.sample(at(31));
    prometheus.write(List.of(requests("users", "200", "a").at(start + 22, (double) (last + 40))));
    prometheus.write(List.of(requests("users", "200", "a").at(start + 37, (double) (last + 80))));
    sampler.sample(at(46));
    assertThat(counts(sampler.snapshot(key(), at(46)).steps(), false, OK))
        .containsExactly(e(15, 40), e(45, 40));
  }
}
