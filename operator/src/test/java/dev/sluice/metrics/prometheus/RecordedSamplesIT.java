package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricKind;
import dev.sluice.analysis.MetricRule;
import dev.sluice.analysis.Sample;
import dev.sluice.metrics.prometheus.RealPrometheus.WrittenSeries;
import dev.sluice.metrics.prometheus.tls.Credentials;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Prometheus has recorded is read again, to the last request. */
class RecordedSamplesIT {
  private static final SamplingGrid GRID = new SamplingGrid(Duration.ofSeconds(15), Duration.ZERO);
  private static final MetricRule.ErrorRule ERRORS =
      new MetricRule.ErrorRule(
          "errors",
          Enforcement.ENFORCE,
          MetricKind.ERRORS,
          0.1,
          0.0002,
          OptionalDouble.empty(),
          List.of("5xx"),
          List.of());

  @TempDir private Path directory;
  private RealPrometheus prometheus;
  private Instant begin;

  @BeforeEach
  void record() throws Exception {
    RealPrometheus.assume();
    prometheus = new RealPrometheus(directory);
    long now = Instant.now().getEpochSecond() / 15 * 15;
    begin = Instant.ofEpochSecond(now - 1800);
    List<WrittenSeries> series = new ArrayList<>();
    // An hour of the stable version, and in its second half a canary that fails every tenth time.
    series.add(counter("users", "200", now - 3600, now, 900));
    series.add(counter("users-canary-3", "200", now - 1800, now, 90));
    series.add(counter("users-canary-3", "503", now - 1800, now, 10));
    series.add(counter("users-canary-2", "200", now - 3600, now - 3000, 50));
    prometheus.write(series);
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  /** A counter that is scraped every 15 s, in the middle of the grid's steps. */
  private static WrittenSeries counter(
      String workload, String code, long from, long to, long each) {
    WrittenSeries series =
        WrittenSeries.of(
            "istio_requests_total",
            Map.of(
                "reporter",
                "source",
                "destination_workload_namespace",
                "shop",
                "destination_workload",
                workload,
                "response_code",
                code));
    long value = 0;
    for (long time = from + 7; time <= to; time += 15) {
      series.at(time, (double) value);
      value += each;
    }
    return series;
  }

  private PrometheusClient client() {
    return client(prometheus.address());
  }

  private static PrometheusClient client(URI address) {
    return new PrometheusClient(address, Credentials.NONE, answer -> {});
  }

  @Test
  void theNewestCanaryWithRequestsIsFound() throws Exception {
    assertThat(RecordedSamples.newest(client(), "shop", "users-canary-", begin, Instant.now()))
        .contains("users-canary-3");
    assertThat(
            RecordedSamples.newest(
                client(),
                "shop",
                "users-canary-",
                begin.minusSeconds(1500),
                begin.minusSeconds(1300)))
        .contains("users-canary-2");
    assertThat(RecordedSamples.newest(client(), "shop", "cart-canary-", begin, Instant.now()))
        .isEmpty();
  }

  @Test
  void everyRequestIsCountedOnce() throws Exception {
    AnalysisTarget trial =
        new AnalysisTarget("users-canary-3", "users", begin, Optional.of(begin), Map.of());
    Instant to = begin.plusSeconds(1500);
    RecordedSamples recording = RecordedSamples.read(client(), GRID, "shop", trial, to);
    assertThat(recording.missingData()).isEmpty();
    assertThat(recording.steps()).hasSize(100);
    for (Sample step : recording.steps()) {
      assertThat(ERRORS.count(step.baseline())).hasToString("0/900");
    }
    // The canary's first scrape came with the counters at 0.
    assertThat(recording.steps().subList(1, 100))
        .allSatisfy(step -> assertThat(ERRORS.count(step.candidate())).hasToString("10/100"));
    assertThat(recording.baseline().history())
        .hasSizeBetween(100, 120)
        .allSatisfy(tally -> assertThat(tally.requests()).isEqualTo(900));
  }

  @Test
  void aServerThatIsNotThereIsNoEmptyRecord() throws Exception {
    URI address = prometheus.address();
    prometheus.close();
    prometheus = null;
    AnalysisTarget trial =
        new AnalysisTarget("users-canary-3", "users", begin, Optional.of(begin), Map.of());
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () ->
                    RecordedSamples.read(
                        client(address), GRID, "shop", trial, begin.plusSeconds(60))))
        .isInstanceOf(RecordedSamples.QueryFailedException.class)
        .hasMessageContaining("is unreachable");
  }
}
