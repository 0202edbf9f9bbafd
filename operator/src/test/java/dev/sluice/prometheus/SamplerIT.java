package dev.sluice.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.analysis.Counts;
import dev.sluice.analysis.Evidence;
import dev.sluice.release.Trial;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queries on a real Prometheus: every request is counted, once. */
class SamplerIT {
  private static final Sampler.Key USERS = new Sampler.Key("shop", "users");

  @TempDir private Path directory;
  private final Map<String, Long> counters = new ConcurrentHashMap<>();
  private HttpServer exporter;
  private Process prometheus;
  private URI address;

  @BeforeEach
  void start() throws IOException {
    Path program = program();
    if (!Files.isExecutable(program)) {
      String message = program + " is missing: run lab/up once";
      if ("1".equals(System.getenv("SLUICE_REQUIRE_LAB"))) {
        throw new IllegalStateException(message);
      }
      System.out.println("SKIPPED tests on a real Prometheus: " + message);
      Assumptions.abort(message);
    }
    exporter = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    exporter.createContext(
        "/metrics",
        exchange -> {
          try (exchange;
              OutputStream out = exchange.getResponseBody()) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, 0);
            out.write("# TYPE istio_requests_total counter\n".getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, Long> counter : counters.entrySet()) {
              String line = counter.getKey() + " " + counter.getValue() + "\n";
              out.write(line.getBytes(StandardCharsets.UTF_8));
            }
          }
        });
    exporter.start();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    address = URI.create("http://127.0.0.1:" + port);
    Path config = directory.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: callers
            static_configs: [{targets: ["127.0.0.1:%d"]}]
        """
            .formatted(exporter.getAddress().getPort()));
    prometheus =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (exporter != null) {
      exporter.stop(0);
    }
    if (prometheus != null) {
      prometheus.destroy();
      assertThat(prometheus.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void everyRequestIsCountedOnce() {
    counters.put(series("users", "200", "a"), 5000L);
    counters.put(series("users", "503", "a"), 50L);
    Sampler sampler = new Sampler(new PrometheusClient(address, answer -> {}));
    Trial before = new Trial("users-canary-2", "users", Instant.now());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              sampler.track(USERS, before);
              sampler.step(Instant.now());
              return sampler.evidence("shop", before, Instant.now()).missing().isEmpty();
            });

    Trial trial = new Trial("users-canary-2", "users", Instant.now());
    AtomicInteger steps = new AtomicInteger();
    try (SamplingLoop loop =
        new SamplingLoop(sampler, Clock.systemUTC(), key -> steps.incrementAndGet())) {
      loop.track(USERS, trial);
      // Old series grow, a new code and a new caller appear, a caller starts anew, the canary
      // comes.
      counters.merge(series("users", "200", "a"), 40L, Long::sum);
      counters.merge(series("users", "503", "a"), 3L, Long::sum);
      steps(steps, 1);
      counters.put(series("users", "500", "a"), 7L);
      counters.put(series("users", "200", "b"), 11L);
      counters.put(series("users-canary-2", "200", "a"), 20L);
      counters.put(series("users-canary-2", "0", "a"), 9L);
      steps(steps, 3);
      counters.put(series("users", "200", "a"), 4L);
      counters.merge(series("users-canary-2", "200", "a"), 6L, Long::sum);
      counters.put(series("users-canary-2", "502", "b"), 5L);

      Evidence truth = Evidence.of(new Counts(31, 5), new Counts(40 + 3 + 7 + 11 + 4, 10));
      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(
              () -> assertThat(sampler.evidence("shop", trial, Instant.now())).isEqualTo(truth));
      int now = steps.get();
      steps(steps, now + 2);
      assertThat(sampler.evidence("shop", trial, Instant.now())).isEqualTo(truth);
    }
  }

  private static void steps(AtomicInteger steps, int wanted) {
    await().atMost(Duration.ofSeconds(20)).until(() -> steps.get() >= wanted);
  }

  private static String series(String workload, String code, String pod) {
    return ("istio_requests_total{reporter=\"source\",destination_workload_namespace=\"shop\","
            + "destination_workload=\"%s\",response_code=\"%s\",pod=\"%s\"}")
        .formatted(workload, code, pod);
  }

  private static Path program() {
    Map<String, String> environment = System.getenv();
    Path cache =
        environment.containsKey("SLUICE_LAB_CACHE")
            ? Path.of(environment.get("SLUICE_LAB_CACHE"))
            : environment.containsKey("XDG_CACHE_HOME")
                ? Path.of(environment.get("XDG_CACHE_HOME"), "sluice-lab")
                : Path.of(System.getProperty("user.home"), ".cache", "sluice-lab");
    return cache.resolve("bin").resolve("prometheus");
  }
}
