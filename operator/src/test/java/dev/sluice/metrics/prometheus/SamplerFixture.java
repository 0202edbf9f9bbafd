package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.Sample;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.prometheus.tls.Credentials;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A sampler that queries a simulated Prometheus, and a release that it tracks. */
abstract class SamplerFixture {
  /** A point of the grid. */
  static final long T = 1_000_005;

  private static final SamplingGrid GRID =
      new SamplingGrid(Duration.ofSeconds(15), Duration.ofSeconds(1));
  static final ReleaseKey USERS = new ReleaseKey("shop", "users");
  static final AnalysisTarget TRIAL = trial(0);

  FakePrometheus prometheus;
  private PrometheusClient client;
  Sampler sampler;

  @BeforeEach
  void start() throws IOException {
    prometheus = new FakePrometheus("shop");
    // One for all samplers of a test: the fake server drops idle connections beyond its limit.
    client = new PrometheusClient(prometheus.address(), Credentials.NONE, answer -> {});
    sampler = sampler();
  }

  @AfterEach
  void stop() {
    prometheus.close();
  }

  Sampler sampler() {
    return new Sampler(client, GRID);
  }

  /** What the sampler knows of the release at a second after {@link #T}. */
  MetricsSnapshot samples(int second) {
    return sampler.snapshot(USERS, at(second));
  }

  List<Long> times(int second) {
    return samples(second).steps().stream().map(Sample::time).toList();
  }

  static Sample only(MetricsSnapshot samples) {
    assertThat(samples.steps()).hasSize(1);
    return samples.steps().get(0);
  }

  static AnalysisTarget trial(int after) {
    return new AnalysisTarget("users-canary-2", "users", at(after), Optional.empty(), Map.of());
  }

  static Instant at(int second) {
    return Instant.ofEpochSecond(T + second);
  }
}
