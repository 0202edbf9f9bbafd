package dev.sluice.operator;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.metrics.prometheus.RealPrometheus;
import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long after a point of the sampling grid, and its lag, many releases are decided on: the
 * program itself, a real API server, a real Prometheus that is written to all the time. The times
 * are printed; {@code -Dsluice.decision.millis=1000} makes a 99th percentile above that a failure,
 * on a machine that has nothing else to do. {@code -Dsluice.decision.releases=200} makes more of
 * them.
 */
@Tag("long")
@ExtendWith(ApiServerExtension.class)
class FleetDelayIT {
  private static final int RELEASES = Integer.getInteger("sluice.decision.releases", 20);
  private static final long LIMIT_MILLIS = Long.getLong("sluice.decision.millis", 60_000);

  /** The grid's step and the scrape interval, in seconds. */
  private static final int STEP = 5;

  private static final int LAG = 1;

  /**
   * Seconds from the first requests to the first step that is looked at. Before that there are
   * queries for the time before the release, and the program runs code that is not compiled yet.
   */
  private static final int UNTIL_WARM = 60;

  /** Steps of the grid that are looked at while all is well. */
  private static final int STEPS = 12;

  private static final String STEPS_OF_RELEASES = "[{name: some, weight: 20, duration: 30m}]";

  private static final Duration LONG = Duration.ofMinutes(4);

  @TempDir private Path directory;
  private final ApiServer server;

  FleetDelayIT(ApiServer server) {
    this.server = server;
  }

  @Test
  void manyReleasesAreDecidedOnSoonAfterEachStep() throws Exception {
    RealPrometheus.assume();
    TestCluster cluster = TestCluster.on(server);
    String namespace = server.createNamespace("fleet");
    try (RealPrometheus prometheus = new RealPrometheus(directory);
        Fleet fleet = new Fleet(server.client(), cluster, namespace, RELEASES, STEPS_OF_RELEASES);
        OperatorJvm operator = operator(cluster, prometheus, namespace);
        FleetTraffic traffic = new FleetTraffic(prometheus, namespace, RELEASES, STEP)) {
      fleet.release();
      fleet.awaitWeight(20);
      fleet.rest();
      System.out.printf("releases=%d series=%d step=%ds%n", RELEASES, traffic.series(), STEP);
      long first = Math.floorDiv(Instant.now().getEpochSecond(), STEP) * STEP + UNTIL_WARM;
      long good = first + (STEPS - 1) * STEP;
      await().atMost(LONG).until(() -> Instant.now().getEpochSecond() > good + LAG);
      long bad = traffic.turnBad() + STEP;
      fleet.awaitWeightZero();

      List<AnalyzedStep> analyzed = AnalyzedStep.in(operator.lines());
      Map<String, List<AnalyzedStep>> ofRelease =
          analyzed.stream().collect(groupingBy(AnalyzedStep::release));
      assertThat(ofRelease).hasSize(RELEASES);
      DecisionDelays decided =
          new DecisionDelays(
              ofRelease.values().stream()
                  .flatMap(one -> AnalyzedStep.delays(one, first, good, STEP).stream())
                  .toList());
      System.out.println("decided " + decided);

      DecisionDelays recorded = new DecisionDelays(recorded(fleet, first, good));
      System.out.println("recorded " + recorded);

      List<AnalyzedStep> condemned =
          analyzed.stream().filter(one -> one.result().equals("BAD")).toList();
      assertThat(condemned).hasSize(RELEASES).extracting(AnalyzedStep::until).containsOnly(bad);
      System.out.println(
          "judgedBad "
              + new DecisionDelays(condemned.stream().map(AnalyzedStep::delayMillis).toList()));
      System.out.println(
          "weightZero "
              + new DecisionDelays(
                  fleet.weightZero.values().stream().map(at -> millis(bad, at)).toList()));
      assertThat(decided.quantile(99)).isLessThan(LIMIT_MILLIS);
    }
  }

  private OperatorJvm operator(TestCluster cluster, RealPrometheus prometheus, String namespace)
      throws IOException {
    return new OperatorJvm(
            cluster.asSluice(),
            directory.resolve("operator.log"),
            Map.of(
                "SLUICE_PROMETHEUS_URL",
                prometheus.address().toString(),
                "SLUICE_SAMPLING_STEP",
                STEP + "s",
                "SLUICE_SAMPLING_LAG",
                LAG + "s",
                "SLUICE_NAMESPACES",
                namespace))
        .started();
  }

  /** From the end of a step to the first sight of a status that holds it, by a watch. */
  private static List<Long> recorded(Fleet fleet, long first, long last) throws IOException {
    Set<String> known = new HashSet<>();
    List<Long> delays = new ArrayList<>();
    for (Fleet.Seen seen : fleet.statuses) {
      long until = RecordedEvidence.until(seen.status());
      if (until >= first && until <= last && known.add(seen.release() + until)) {
        delays.add(millis(until, seen.at()));
      }
    }
    return delays;
  }

  /** From the time at which the step could be asked for. */
  private static long millis(long until, Instant at) {
    return Duration.between(Instant.ofEpochSecond(until + LAG), at).toMillis();
  }
}
