package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metrics.prometheus.RealPrometheus.WrittenSeries;
import dev.sluice.metrics.prometheus.tls.Credentials;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from istiod's counters, in a real Prometheus. */
class ProxyRejectsIT {
  private static final int SCRAPE = 15;
  private static final int HISTORY = 600;

  private final Instant now = Instant.now();
  private final List<WrittenSeries> scraped = new ArrayList<>();

  @Test
  void onlyRejectsOfTheLastMinuteCount(@TempDir Path directory) throws Exception {
    RealPrometheus.assume();
    counter("istiod-1", "up", Map.of(), HISTORY, 1, 1);
    counter("istiod-1", "pilot_total_xds_rejects", Map.of("type", "cds"), HISTORY, 7, 7);
    counter("istiod-1", "pilot_total_xds_rejects", Map.of("type", "lds"), HISTORY, 7, 9);
    counter("istiod-1", "pilot_total_xds_rejects", Map.of("type", "rds"), SCRAPE, 3, 3);
    // An istiod that Prometheus has just found counted for hours before.
    counter("istiod-2", "up", Map.of(), SCRAPE, 1, 1);
    counter("istiod-2", "pilot_total_xds_rejects", Map.of("type", "eds"), SCRAPE, 40, 40);
    try (RealPrometheus prometheus = new RealPrometheus(directory)) {
      prometheus.write(scraped);
      ProxyRejects rejects =
          new ProxyRejects(
              new PrometheusClient(prometheus.address(), Credentials.NONE, result -> {}));
      rejects.refresh(now);
      assertThat(rejects.byType()).isEqualTo(Map.of("lds", 2L, "rds", 3L));
      rejects.refresh(now.plusSeconds(59));
      assertThat(rejects.byType()).as("asked for once a minute").hasSize(2);
      rejects.refresh(now.plusSeconds(120));
      assertThat(rejects.byType()).isEmpty();
    }
  }

  /**
   * Scrapes until now.
   *
   * @param age seconds since the first scrape
   * @param last value from the last 30 seconds on
   */
  private void counter(
      String instance,
      String name,
      Map<String, String> labels,
      int age,
      double first,
      double last) {
    WrittenSeries series = WrittenSeries.of(name, labels);
    series.labels().put("instance", instance);
    for (int ago = age; ago >= 0; ago -= SCRAPE) {
      series.at(now.getEpochSecond() - ago, ago <= 30 ? last : first);
    }
    scraped.add(series);
  }
}
