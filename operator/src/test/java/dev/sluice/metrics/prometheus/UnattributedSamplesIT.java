package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.TrafficScope;
import dev.sluice.metrics.prometheus.RealPrometheus.WrittenSeries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Requests that failed before a pod was chosen, as a real Prometheus counts them. */
class UnattributedSamplesIT extends RealPrometheusFixture {
  @Test
  void failuresOfTheServiceAreCountedByFlags() throws Exception {
    prometheus.write(
        List.of(
            scraped("users", "200", "a", 7, -300, 60, 5000, 40),
            failing("users", "UO", Map.of()).at(start + 22, 9).at(start + 37, 10),
            failing("users", "UH,URX", Map.of()).at(start + 22, 2)));
    assertThat(unattributed(samplesOf("users")))
        .containsExactly(
            Map.entry(15L, Map.of()),
            Map.entry(30L, Map.of("UO", 9L, "UH,URX", 2L)),
            Map.entry(45L, Map.of("UO", 1L)));
  }

  @Test
  void otherFailuresAreNot() throws Exception {
    prometheus.write(
        List.of(
            scraped("users", "200", "a", 7, -300, 60, 5000, 40),
            failing("orders", "UO", Map.of()).at(start + 22, 9),
            failing("users", "DC", Map.of()).at(start + 22, 9),
            failing("users", "FI", Map.of()).at(start + 22, 9),
            failing("users", "UO", Map.of("reporter", "destination")).at(start + 22, 9),
            failing("users", "UO", Map.of("destination_service", "users.away.svc.cluster.local"))
                .at(start + 22, 9),
            failing("users", "UF", Map.of("destination_workload", "users-canary-2"))
                .at(start + 22, 9)));
    assertThat(unattributed(samplesOf("users")).values()).allMatch(Map::isEmpty);
  }

  @Test
  void theHalfHourBeforeSaysWhatIsUsual() throws Exception {
    WrittenSeries failing = failing("users", "UO", Map.of());
    double failed = 0;
    for (int at = -900; at < 60; at += 15) {
      failing.at(start + at + 7, failed);
      failed += 10;
    }
    prometheus.write(List.of(scraped("users", "200", "a", 7, -900, 60, 5000, 40), failing));
    assertThat(samplesOf("users").counting().unattributedShare())
        .as("10 of 50 in each step")
        .isBetween(0.19, 0.21);
  }

  private MetricsSnapshot samplesOf(String service) {
    AnalysisTarget trial =
        new AnalysisTarget(
            "users-canary-2",
            "users",
            at(0),
            Optional.of(at(0)),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            TrafficScope.of(service));
    sampler.track(key(), trial);
    sampler.sample(at(46));
    return sampler.snapshot(key(), at(46));
  }

  private Map<Long, Map<String, Long>> unattributed(MetricsSnapshot samples) {
    Map<Long, Map<String, Long>> bySecond = new TreeMap<>();
    for (Sample sample : samples.steps()) {
      bySecond.put(sample.time() - start, sample.unattributed());
    }
    return bySecond;
  }

  private WrittenSeries failing(String service, String flags, Map<String, String> other) {
    Map<String, String> labels = new HashMap<>();
    labels.put("reporter", "source");
    labels.put("destination_workload_namespace", "unknown");
    labels.put("destination_workload", "unknown");
    labels.put("destination_service", service + "." + namespace + ".svc.cluster.local");
    labels.put("destination_service_name", service);
    labels.put("destination_service_namespace", "unknown");
    labels.put("response_code", "503");
    labels.put("response_flags", flags);
    labels.put("pod", "a");
    labels.putAll(other);
    return WrittenSeries.of("istio_requests_total", labels);
  }
}
