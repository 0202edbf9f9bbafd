package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.ResponseClass;
import dev.sluice.analysis.Sample;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.prometheus.RealPrometheus.WrittenSeries;
import dev.sluice.metrics.prometheus.tls.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus, samplers that query it, and series of all kinds to write to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RealPrometheusFixture {
  private static final SamplingGrid GRID =
      new SamplingGrid(Duration.ofSeconds(15), Duration.ofSeconds(1));
  static final ResponseClass OK = new ResponseClass("200", "");
  static final ResponseClass BAD = new ResponseClass("503", "");

  RealPrometheus prometheus;

  /** One for all samplers: Prometheus takes 512 connections. */
  private PrometheusClient client;

  /** A point of the grid, half an hour ago. */
  long start;

  /** Each test writes to its own namespace. */
  String namespace;

  Sampler sampler;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    RealPrometheus.assume();
    prometheus = new RealPrometheus(directory);
    client = new PrometheusClient(prometheus.address(), Credentials.NONE, answer -> {});
    start = GRID.newest(Instant.now()) - 1800;
  }

  @AfterAll
  void stop() throws InterruptedException {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  @BeforeEach
  void begin(TestInfo test) {
    namespace = test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
    sampler = sampler();
  }

  Sampler sampler() {
    return new Sampler(client, GRID);
  }

  ReleaseKey key() {
    return new ReleaseKey(namespace, "users");
  }

  AnalysisTarget trial(long after) {
    return new AnalysisTarget("users-canary-2", "users", at(after), Optional.empty(), Map.of());
  }

  Instant at(long second) {
    return Instant.ofEpochSecond(start + second);
  }

  /** The steps of a trial from {@code after} on, all asked for at {@code now}. */
  List<Sample> steps(long after, long now) {
    return samples(after, now).steps();
  }

  Optional<MissingData> missing(long after, long now) {
    return samples(after, now).missingData();
  }

  MetricsSnapshot samples(long after, long now) {
    Sampler fresh = sampler();
    fresh.track(key(), trial(after));
    fresh.sample(at(now + 1));
    return fresh.snapshot(key(), at(now + 1));
  }

  NavigableMap<Long, Long> counts(List<Sample> steps, boolean candidate, ResponseClass answer) {
    NavigableMap<Long, Long> counts = new TreeMap<>();
    for (Sample step : steps) {
      RequestCounts tally = candidate ? step.candidate() : step.baseline();
      counts.put(step.time() - start, tally.responses().getOrDefault(answer, 0L));
    }
    return counts;
  }

  static Map.Entry<Long, Long> e(long second, long count) {
    return Map.entry(second, count);
  }

  /** Scraped every 15 s, each time with so many requests more. */
  WrittenSeries scraped(
      String workload,
      String code,
      String pod,
      int offset,
      int from,
      int to,
      long first,
      long more) {
    WrittenSeries series = requests(workload, code, pod);
    long value = first;
    for (int at = from; at + offset < to; at += 15) {
      series.at(start + at + offset, (double) value);
      value += more;
    }
    return series;
  }

  WrittenSeries requests(String workload, String code, String pod) {
    return labelled("istio_requests_total", workload, Map.of("response_code", code, "pod", pod));
  }

  WrittenSeries labelled(String name, String workload, Map<String, String> more) {
    Map<String, String> labels = new HashMap<>(more);
    labels.put("reporter", "source");
    labels.put("destination_workload_namespace", namespace);
    labels.put("destination_workload", workload);
    labels.put("instance", more.get("pod") + ":15020");
    return WrittenSeries.of(name, labels);
  }
}
