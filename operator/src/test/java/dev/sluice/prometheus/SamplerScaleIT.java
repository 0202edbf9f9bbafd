package dev.sluice.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.prometheus.RealPrometheus.Written;
import dev.sluice.release.Trial;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long one step takes for many releases, with as many series as Istio would make of them. The
 * time is printed; {@code -Dsluice.step.millis=1000} makes more than that a failure, on a machine
 * that has nothing else to do.
 */
class SamplerScaleIT {
  private static final int RELEASES = 200;

  /** The bounds of Istio's histogram. */
  private static final List<String> BOUNDS =
      List.of(
          "0.5",
          "1.0",
          "5.0",
          "10.0",
          "25.0",
          "50.0",
          "100.0",
          "250.0",
          "500.0",
          "1000.0",
          "2500.0",
          "5000.0",
          "10000.0",
          "30000.0",
          "60000.0",
          "300000.0",
          "600000.0",
          "1800000.0",
          "3600000.0",
          "+Inf");

  private static final int STEPS = 30;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"15", "5"})
  void aStepForManyReleases(int seconds) throws Exception {
    RealPrometheus.assume();
    Grid grid = new Grid(Duration.ofSeconds(seconds), Duration.ofSeconds(1));
    try (RealPrometheus prometheus = new RealPrometheus(directory)) {
      long start = grid.newest(Instant.now()) - (long) (STEPS + 2) * seconds;
      int series = write(prometheus, start, seconds);
      AtomicInteger asked = new AtomicInteger();
      Sampler sampler =
          new Sampler(
              new PrometheusClient(
                  prometheus.address(),
                  Credentials.NONE,
                  Duration.ofMinutes(2),
                  PrometheusClient.LARGEST_BODY,
                  answer -> asked.incrementAndGet()),
              grid);
      for (int i = 0; i < RELEASES; i++) {
        sampler.track(
            key(i),
            new Trial(
                "app" + i + "-canary-2",
                "app" + i,
                Instant.ofEpochSecond(start),
                Optional.of(Instant.ofEpochSecond(start)),
                Map.of()));
      }
      long began = System.nanoTime();
      Instant beginning = Instant.ofEpochSecond(start + 1);
      sampler.step(beginning);
      long first = millisSince(began);
      int queriesOfFirst = asked.get();
      for (int again = 0; again < 20 && sampler.behind(beginning); again++) {
        sampler.step(beginning);
      }
      asked.set(0);
      long[] millis = new long[STEPS];
      for (int step = 0; step < STEPS; step++) {
        Instant now = Instant.ofEpochSecond(start + (long) (step + 1) * seconds + 1);
        began = System.nanoTime();
        sampler.step(now);
        millis[step] = millisSince(began);
        for (int i = 0; i < RELEASES; i++) {
          assertThat(sampler.samples(key(i), now).missing()).isEmpty();
          assertThat(sampler.samples(key(i), now).steps()).hasSize(step + 1);
        }
      }
      Arrays.sort(millis);
      System.out.printf(
          "releases=%d series=%d step=%ds firstMillis=%d firstQueries=%d queriesPerStep=%.1f medianMillis=%d p99Millis=%d%n",
          RELEASES,
          series,
          seconds,
          first,
          queriesOfFirst,
          asked.get() / (double) STEPS,
          millis[STEPS / 2],
          millis[STEPS - 1]);
      assertThat(millis[STEPS - 1]).isLessThan(Long.getLong("sluice.step.millis", 60_000));
      // One more now and then looks at the scrape interval.
      assertThat(asked.get()).isBetween(4 * STEPS, 4 * STEPS + 2);
    }
  }

  private static int write(RealPrometheus prometheus, long start, int seconds) throws Exception {
    int number = 0;
    for (int i = 0; i < RELEASES; i++) {
      List<Written> series = new ArrayList<>();
      for (String workload : List.of("app" + i, "app" + i + "-canary-2")) {
        for (String pod : List.of("a", "b")) {
          for (String code : List.of("200", "503")) {
            Map<String, String> labels =
                Map.of(
                    "reporter", "source",
                    "destination_workload_namespace", "shop",
                    "destination_workload", workload,
                    "response_code", code,
                    "pod", pod);
            series.add(Written.of("istio_requests_total", labels));
            for (String bound : BOUNDS) {
              Written bucket = Written.of("istio_request_duration_milliseconds_bucket", labels);
              bucket.labels().put("le", bound);
              series.add(bucket);
            }
          }
        }
      }
      long from = start - 700;
      long to = start + (long) (STEPS + 1) * seconds;
      for (Written one : series) {
        for (long time = from + i % seconds; time < to; time += seconds) {
          one.at(time, (double) (1000 + (time - from) * 3));
        }
      }
      prometheus.write(series);
      number += series.size();
    }
    return number;
  }

  private static Sampler.Key key(int release) {
    return new Sampler.Key("shop", "app" + release);
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }
}
