package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.ResponseClass;
import dev.sluice.analysis.Sample;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.prometheus.tls.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Callers that are really scraped, each second, and judged step by step as a release is: scrapes
 * fail, Prometheus and Sluice are restarted in the middle, and every request is counted once.
 */
class ScrapedIT {
  private static final ReleaseKey USERS = new ReleaseKey("shop", "users");
  private static final SamplingGrid GRID =
      new SamplingGrid(Duration.ofSeconds(2), Duration.ofSeconds(1));
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path directory;
  private final Map<String, Long> counters = new ConcurrentHashMap<>();
  private final Map<ResponseClass, Long> candidate = new ConcurrentHashMap<>();
  private final Map<ResponseClass, Long> baseline = new ConcurrentHashMap<>();
  private HttpServer exporter;
  private volatile boolean broken;
  private RealPrometheus prometheus;
  private Sampler sampler;
  private SamplingLoop loop;

  /** What was judged last; the only thing that a release remembers of its steps. */
  private volatile AnalysisTarget trial = trial(Instant.now());

  @BeforeEach
  void start() throws IOException {
    RealPrometheus.assume();
    exporter = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    exporter.createContext("/metrics", this::scrape);
    exporter.start();
    prometheus = new RealPrometheus(directory, "127.0.0.1:" + exporter.getAddress().getPort());
    counters.put(series("users", "200", "a"), 5000L);
    counters.put(series("users", "503", "a"), 50L);
    startSluice();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (loop != null) {
      loop.close();
    }
    if (prometheus != null) {
      prometheus.close();
    }
    if (exporter != null) {
      exporter.stop(0);
    }
  }

  @Test
  void everyRequestIsCountedOnceWhateverIsRestarted() throws Exception {
    awaitNextStep();
    // Old series grow, a new code and a new caller appear, the canary comes.
    grow(series("users", "200", "a"), 40);
    grow(series("users", "503", "a"), 3);
    grow(series("users", "200", "b"), 11);
    grow(series("users-canary-2", "200", "a"), 20);
    grow(series("users-canary-2", "0", "a"), 9);
    awaitCounted(baseline, Map.of("200", 51L, "503", 3L));
    awaitCounted(candidate, Map.of("200", 20L, "0", 9L));

    // A caller restarts.
    counters.put(series("users", "200", "b"), 4L);
    awaitCounted(baseline, Map.of("200", 55L, "503", 3L));

    // Scrapes fail for some steps.
    broken = true;
    grow(series("users-canary-2", "502", "a"), 6);
    Instant since = Instant.now();
    await().atMost(PATIENCE).until(() -> Instant.now().isAfter(since.plusSeconds(7)));
    grow(series("users", "200", "a"), 100);
    broken = false;
    awaitCounted(baseline, Map.of("200", 155L, "503", 3L));
    awaitCounted(candidate, Map.of("200", 20L, "0", 9L, "502", 6L));

    // Sluice stops, requests continue, and another Sluice continues from what was judged.
    loop.close();
    grow(series("users", "200", "a"), 70);
    startSluice();
    awaitCounted(baseline, Map.of("200", 225L, "503", 3L));

    // Prometheus ends and comes back with what it knew.
    grow(series("users", "200", "a"), 15);
    prometheus.restart();
    grow(series("users", "503", "a"), 2);
    awaitCounted(baseline, Map.of("200", 240L, "503", 5L));
    awaitCounted(candidate, Map.of("200", 20L, "0", 9L, "502", 6L));

    // It comes back and knows nothing: the life of the counters before is not taken for new.
    prometheus.restartEmpty();
    awaitNextStep();
    grow(series("users", "200", "a"), 25);
    awaitCounted(baseline, Map.of("200", 265L, "503", 5L));
    awaitCounted(candidate, Map.of("200", 20L, "0", 9L, "502", 6L));
  }

  private void startSluice() {
    PrometheusClient client =
        new PrometheusClient(prometheus.address(), Credentials.NONE, answer -> {});
    sampler = new Sampler(client, GRID);
    SamplingLoop[] made = new SamplingLoop[1];
    made[0] =
        new SamplingLoop(
            sampler,
            new ProxyRejects(client),
            Clock.systemUTC(),
            key -> {
              MetricsSnapshot samples = sampler.snapshot(USERS, Instant.now());
              samples.steps().forEach(this::judge);
              if (!samples.steps().isEmpty()) {
                Sample last = samples.steps().get(samples.steps().size() - 1);
                trial = trial(Instant.ofEpochSecond(last.time()));
                made[0].track(USERS, trial);
              }
              return true;
            },
            error -> {
              throw error;
            });
    loop = made[0];
    loop.track(USERS, trial);
  }

  private void judge(Sample step) {
    step.candidate().responses().forEach((answer, n) -> candidate.merge(answer, n, Long::sum));
    step.baseline().responses().forEach((answer, n) -> baseline.merge(answer, n, Long::sum));
  }

  private static AnalysisTarget trial(Instant after) {
    return new AnalysisTarget("users-canary-2", "users", after, Optional.empty(), Map.of());
  }

  /** Two, for the first one may have begun before. */
  private void awaitNextStep() {
    Instant before = Instant.now();
    await()
        .atMost(PATIENCE)
        .until(() -> trial.after().isAfter(before.plus(GRID.step().multipliedBy(2))));
  }

  private static void awaitCounted(Map<ResponseClass, Long> counted, Map<String, Long> expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Map<String, Long> byCode = new HashMap<>();
              counted.forEach((answer, n) -> byCode.merge(answer.http(), n, Long::sum));
              assertThat(byCode).isEqualTo(expected);
            });
  }

  private void grow(String series, long requests) {
    counters.merge(series, requests, Long::sum);
  }

  private void scrape(HttpExchange exchange) throws IOException {
    try (exchange) {
      StringBuilder text = new StringBuilder("# TYPE istio_requests_total counter\n");
      counters.forEach(
          (series, value) -> text.append(series).append(' ').append(value).append('\n'));
      byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
      exchange.sendResponseHeaders(broken ? 500 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String series(String workload, String code, String pod) {
    return ("istio_requests_total{reporter=\"source\",destination_workload_namespace=\"shop\","
            + "destination_workload=\"%s\",response_code=\"%s\",pod=\"%s\"}")
        .formatted(workload, code, pod);
  }
}
