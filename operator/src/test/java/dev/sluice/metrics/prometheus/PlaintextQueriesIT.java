package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.analysis.PlaintextTraffic;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.prometheus.RealPrometheus.WrittenSeries;
import dev.sluice.metrics.prometheus.tls.Credentials;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which callers send plaintext, by Istio's counters in a real Prometheus. */
class PlaintextQueriesIT {
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int SCRAPE = 15;
  private static final SamplingGrid GRID = new SamplingGrid(Duration.ofSeconds(1), Duration.ZERO);
  private static final ReleaseKey USERS = new ReleaseKey("shop", "users");

  private final Instant now = Instant.now();
  private final List<WrittenSeries> scraped = new ArrayList<>();
  private final List<ReleaseKey> notified = new CopyOnWriteArrayList<>();

  @Test
  void callersOfTheWindowAreNamed(@TempDir Path directory) throws Exception {
    RealPrometheus.assume();
    received("users", "none", "legacy", "batch", 1800, 7, 9);
    received("users-canary-2", "none", "unknown", "unknown", 30, 1, 1);
    received("users", "none", "web", "stopped", 1800, 5, 5);
    received("users", "mutual_tls", "web", "shop", 1800, 5, 900);
    received("orders", "none", "web", "elsewhere", 1800, 5, 900);
    received("payments", "mutual_tls", "web", "shop", 1800, 5, 900);
    received("reports", "", "web", "shop", 1800, 5, 900);
    try (RealPrometheus prometheus = new RealPrometheus(directory)) {
      prometheus.write(scraped);
      try (PlaintextQueries queries = queries(prometheus.address())) {
        queries.track(USERS, Set.of("users", "users-canary-2"));
        queries.track(new ReleaseKey("shop", "payments"), Set.of("payments"));
        queries.track(new ReleaseKey("shop", "reports"), Set.of("reports"));
        queries.track(new ReleaseKey("shop", "unused"), Set.of("unused"));
        await().until(() -> notified.size() == 4);
        assertThat(queries.traffic(USERS).orElseThrow().callers())
            .containsExactly(PlaintextTraffic.UNNAMED, "legacy/batch");
        assertThat(traffic(queries, "payments").isNone()).isTrue();
        assertThat(traffic(queries, "unused").isNone()).isTrue();
        assertThat(traffic(queries, "reports"))
            .isEqualTo(
                new PlaintextTraffic(
                    WINDOW, new TreeSet<>(), PlaintextTraffic.Completeness.UNLABELLED));
        queries.forget(USERS);
        assertThat(queries.traffic(USERS)).isEmpty();
      }
    }
  }

  @Test
  void tcpConnectionsCount(@TempDir Path directory) throws Exception {
    RealPrometheus.assume();
    counter("istio_tcp_connections_opened_total", "users", "none", "legacy", "batch", 60, 1, 2);
    try (RealPrometheus prometheus = new RealPrometheus(directory)) {
      prometheus.write(scraped);
      try (PlaintextQueries queries = queries(prometheus.address())) {
        queries.track(USERS, Set.of("users"));
        await().until(() -> notified.size() == 1);
        assertThat(queries.traffic(USERS).orElseThrow().callers()).containsExactly("legacy/batch");
      }
    }
  }

  @Test
  void withoutAnAnswerNothingIsKnown() throws Exception {
    try (FakePrometheus prometheus = new FakePrometheus("shop");
        PlaintextQueries queries =
            queries(prometheus.address(), GRID, PlaintextQueries.WINDOW.least().dividedBy(30))) {
      prometheus.plaintext("users", "batch");
      queries.track(USERS, Set.of("users"));
      await().until(() -> queries.traffic(USERS).isPresent());
      prometheus.instead = exchange -> exchange.sendResponseHeaders(503, -1);
      await()
          .until(
              () ->
                  queries.traffic(USERS).orElseThrow().completeness()
                      == PlaintextTraffic.Completeness.NONE);
      prometheus.onlyMutualTls();
      prometheus.instead = null;
      await().until(() -> queries.traffic(USERS).map(PlaintextTraffic::isNone).orElse(false));
      assertThat(notified).hasSize(3);
    }
  }

  /** What came before it was tracked may not have been scraped yet. */
  @Test
  void aReleaseIsFirstAskedForAfterAStepAndALag() throws Exception {
    try (FakePrometheus prometheus = new FakePrometheus("shop");
        PlaintextQueries queries =
            queries(
                prometheus.address(),
                new SamplingGrid(Duration.ofSeconds(2), Duration.ofSeconds(1)),
                WINDOW)) {
      Instant tracked = Instant.now();
      queries.track(USERS, Set.of("users"));
      await().until(() -> queries.traffic(USERS).isPresent());
      assertThat(Duration.between(tracked, Instant.now())).isGreaterThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void whatIsForgottenIsNotAskedFor() throws Exception {
    try (FakePrometheus prometheus = new FakePrometheus("shop");
        PlaintextQueries queries = queries(prometheus.address())) {
      ReleaseKey orders = new ReleaseKey("shop", "orders");
      queries.track(USERS, Set.of("users"));
      queries.track(orders, Set.of("orders"));
      queries.forget(USERS);
      await().until(() -> queries.traffic(orders).isPresent());
      assertThat(prometheus.asked)
          .hasSize(1)
          .allSatisfy(
              form -> assertThat(form.get("query")).contains("orders").doesNotContain("users"));
      assertThat(queries.traffic(USERS)).isEmpty();
      assertThat(notified).containsExactly(orders);
    }
  }

  private static PlaintextTraffic traffic(PlaintextQueries queries, String release) {
    Optional<PlaintextTraffic> known = queries.traffic(new ReleaseKey("shop", release));
    return known.orElseThrow();
  }

  private PlaintextQueries queries(URI address) {
    return queries(address, GRID, WINDOW);
  }

  private PlaintextQueries queries(URI address, SamplingGrid grid, Duration window) {
    return new PlaintextQueries(
        new PrometheusClient(address, Credentials.NONE, result -> {}),
        grid,
        window,
        Clock.systemUTC(),
        notified::add,
        error -> {
          throw error;
        });
  }

  private void received(
      String workload,
      String security,
      String namespace,
      String caller,
      int age,
      double first,
      double last) {
    counter("istio_requests_total", workload, security, namespace, caller, age, first, last);
  }

  /**
   * Scrapes until now.
   *
   * @param security empty for none
   * @param age seconds since the first scrape
   * @param last value from the last 30 seconds on
   */
  private void counter(
      String name,
      String workload,
      String security,
      String namespace,
      String caller,
      int age,
      double first,
      double last) {
    WrittenSeries series =
        WrittenSeries.of(
            name,
            Map.of(
                "reporter", "destination",
                "destination_workload", workload,
                "destination_workload_namespace", "shop",
                "source_workload", caller,
                "source_workload_namespace", namespace));
    if (!security.isEmpty()) {
      series.labels().put("connection_security_policy", security);
    }
    for (int ago = age; ago >= 0; ago -= SCRAPE) {
      series.at(now.getEpochSecond() - ago, ago <= 30 ? last : first);
    }
    scraped.add(series);
  }
}
