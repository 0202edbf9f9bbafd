package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.TrafficScope;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.prometheus.tls.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long one step takes for many releases, with as many series as Istio would make of them. The
 * time is printed; {@code -Dsluice.step.millis=1000} makes more than that a failure, on a machine
 * that has nothing else to do.
 */
@Tag("long")
class SamplerScaleIT {
  private static final int STEPS = 30;

  /** A release is judged by four bounds of the histogram at most, and a limit. */
  private static final Set<Double> COMPARED = Set.of(10.0, 25.0, 50.0, 100.0, 500.0);

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"1, 15", "100, 15", "500, 15", "500, 5"})
  void aStepForManyReleases(int releases, int seconds) throws Exception {
    RealPrometheus.assume();
    SamplingGrid grid = new SamplingGrid(Duration.ofSeconds(seconds), Duration.ofSeconds(1));
    try (RealPrometheus prometheus = new RealPrometheus(directory)) {
      long start = grid.newest(Instant.now()) - (long) (STEPS + 2) * seconds;
      int series = write(prometheus, releases, start, seconds);
      AtomicInteger asked = new AtomicInteger();
      Sampler sampler =
          new Sampler(
              new PrometheusClient(
                  prometheus.address(),
                  Credentials.NONE,
                  Duration.ofMinutes(2),
                  PrometheusClient.MAX_BODY_BYTES,
                  answer -> asked.incrementAndGet()),
              grid);
      for (int i = 0; i < releases; i++) {
        sampler.track(
            key(i),
            new AnalysisTarget(
                "app" + i + "-canary-2",
                "app" + i,
                Instant.ofEpochSecond(start),
                Optional.of(Instant.ofEpochSecond(start)),
                Map.of(),
                Optional.of(COMPARED),
                Optional.empty(),
                TrafficScope.of("app" + i)));
      }
      long began = System.nanoTime();
      Instant beginning = Instant.ofEpochSecond(start + 1);
      sampler.sample(beginning);
      long first = millisSince(began);
      int queriesOfFirst = asked.get();
      for (int again = 0; again < 20 && sampler.isBehind(beginning); again++) {
        sampler.sample(beginning);
      }
      asked.set(0);
      long[] millis = new long[STEPS];
      for (int step = 0; step < STEPS; step++) {
        Instant now = Instant.ofEpochSecond(start + (long) (step + 1) * seconds + 1);
        began = System.nanoTime();
        sampler.sample(now);
        millis[step] = millisSince(began);
        for (int i = 0; i < releases; i++) {
          assertThat(sampler.snapshot(key(i), now).missingData()).isEmpty();
          assertThat(sampler.snapshot(key(i), now).steps()).hasSize(step + 1);
        }
      }
      Arrays.sort(millis);
      System.out.printf(
          "releases=%d series=%d step=%ds firstMillis=%d firstQueries=%d queriesPerStep=%.1f medianMillis=%d p99Millis=%d%n",
          releases,
          series,
          seconds,
          first,
          queriesOfFirst,
          asked.get() / (double) STEPS,
          millis[STEPS / 2],
          millis[STEPS - 1]);
      assertThat(millis[STEPS - 1]).isLessThan(Long.getLong("sluice.step.millis", 60_000));
      // One more now and then looks at the scrape interval.
      assertThat(asked.get()).isBetween(5 * STEPS, 5 * STEPS + 2);
    }
  }

  private static int write(RealPrometheus prometheus, int releases, long start, int seconds)
      throws Exception {
    long from = start - 700;
    long to = start + (long) (STEPS + 1) * seconds;
    LongUnaryOperator count = time -> 1000 + (time - from) * 3;
    for (int i = 0; i < releases; i++) {
      for (String workload : List.of("app" + i, "app" + i + "-canary-2")) {
        prometheus.write(
            new IstioCounters("shop", workload, count, count)
                .scraped(from + i % seconds, to, seconds));
      }
    }
    return releases * 2 * IstioCounters.SERIES;
  }

  private static ReleaseKey key(int release) {
    return new ReleaseKey("shop", "app" + release);
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }
}
