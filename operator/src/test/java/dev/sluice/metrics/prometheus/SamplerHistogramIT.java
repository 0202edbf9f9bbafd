package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.TrafficScope;
import dev.sluice.metrics.prometheus.RealPrometheus.WrittenSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a real Prometheus makes of the queries for histograms of durations. */
class SamplerHistogramIT extends RealPrometheusFixture {
  @Test
  void durationsAreCountedByBucket() throws Exception {
    prometheus.write(List.of(scraped("users", "200", "a", 7, -300, 60, 5000, 40)));
    prometheus.write(buckets(-300, 60, Map.of("10.0", 25, "100.0", 38, "+Inf", 40)));
    assertThat(steps(0, 30))
        .hasSize(2)
        .allSatisfy(
            step -> {
              assertThat(step.baseline().durations())
                  .containsExactly(
                      Map.entry(10.0, 25L),
                      Map.entry(100.0, 38L),
                      Map.entry(Double.POSITIVE_INFINITY, 40L));
              assertThat(step.baseline().slower(100).errors()).isEqualTo(2);
            });
  }

  @Test
  void onlyBoundsThatAreComparedAreAskedForOnceTheyAreKnown() throws Exception {
    prometheus.write(List.of(scraped("users", "200", "a", 7, -300, 60, 5000, 40)));
    prometheus.write(buckets(-300, 60, Map.of("10.0", 25, "100.0", 38, "1e+06", 39, "+Inf", 40)));
    sampler.track(key(), comparing(100, 1_000_000));
    sampler.sample(at(16));
    sampler.sample(at(31));
    assertThat(sampler.snapshot(key(), at(31)).steps())
        .extracting(step -> step.baseline().durations())
        .containsExactly(
            new TreeMap<>(Map.of(10.0, 25L, 100.0, 38L, 1e6, 39L, Double.POSITIVE_INFINITY, 40L)),
            new TreeMap<>(Map.of(100.0, 38L, 1e6, 39L, Double.POSITIVE_INFINITY, 40L)));
  }

  @Test
  void boundsThatAreWrittenInAnotherWayFromThenOnAreFound() throws Exception {
    prometheus.write(List.of(scraped("users", "200", "a", 7, -300, 90, 5000, 40)));
    prometheus.write(buckets(-300, 30, Map.of("10", 25, "100", 38, "+Inf", 40)));
    prometheus.write(buckets(30, 90, Map.of("10.0", 25, "100.0", 38)));
    prometheus.write(buckets(-300, 90, Map.of("+Inf", 40)));
    sampler.track(key(), comparing(100));
    for (long now = 16; now <= 76; now += 15) {
      sampler.sample(at(now));
    }
    assertThat(sampler.snapshot(key(), at(76)).steps())
        .extracting(step -> step.baseline().slower(100).requests())
        .as("missed once, looked for among all bounds, known again")
        .containsExactly(40L, 40L, 0L, 40L, 40L);
  }

  /** A trial that is judged by these bounds of the histogram. */
  private AnalysisTarget comparing(double... bounds) {
    return new AnalysisTarget(
        "users-canary-2",
        "users",
        at(0),
        Optional.empty(),
        Map.of(),
        Optional.of(Arrays.stream(bounds).boxed().collect(Collectors.toSet())),
        Optional.empty(),
        TrafficScope.ALL);
  }

  /** Buckets of users' histogram, each with so many requests more in every scrape. */
  private List<WrittenSeries> buckets(int from, int to, Map<String, Integer> growth) {
    List<WrittenSeries> series = new ArrayList<>();
    growth.forEach(
        (bound, requests) -> {
          WrittenSeries bucket =
              labelled(
                  "istio_request_duration_milliseconds_bucket",
                  "users",
                  Map.of("le", bound, "response_code", "200", "pod", "a"));
          for (int at = from; at < to; at += 15) {
            bucket.at(start + at + 7, 70 + requests * (double) (at + 300) / 15);
          }
          series.add(bucket);
        });
    return series;
  }
}
