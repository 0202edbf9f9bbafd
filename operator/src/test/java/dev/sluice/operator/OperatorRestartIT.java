package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.metrics.prometheus.RealPrometheus;
import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two releases with the same traffic in two namespaces. One operator looks after the first and is
 * left alone. The one of the second is killed in the middle and another one takes over when its
 * lease has run out. The canaries are a little worse than the stable versions, so that it takes a
 * while until that is known: it must be known from the same numbers at the same time.
 */
@ExtendWith(ApiServerExtension.class)
class OperatorRestartIT {
  private static final int STEP = TwinTraffic.STEP;
  private static final int LAG = 1;

  /** Steps of the grid before the operator is killed. */
  private static final int BEFORE = 4;

  /** Steps that must be analyzed by both before and after that. */
  private static final int ENOUGH = 3;

  private static final int WEIGHT = 20;
  private static final String STEPS = "[{name: some, weight: 20, duration: 30m}]";

  private static final Duration LONG = Duration.ofMinutes(4);

  @TempDir private Path directory;
  private final ApiServer server;
  private final TestCluster cluster;

  OperatorRestartIT(ApiServer server) {
    this.server = server;
    this.cluster = TestCluster.on(server);
  }

  @Test
  void aKilledOperatorDecidesWhatOneThatIsLeftAloneDecides() throws Exception {
    RealPrometheus.assume();
    String left = server.createNamespace("left-alone");
    String disturbed = server.createNamespace("disturbed");
    try (RealPrometheus prometheus = new RealPrometheus(directory);
        Fleet one = new Fleet(server.client(), cluster, left, 1, STEPS);
        Fleet other = new Fleet(server.client(), cluster, disturbed, 1, STEPS)) {
      TwinTraffic traffic = new TwinTraffic(prometheus, left, disturbed);
      beginSteps(prometheus, one, other);
      try (OperatorJvm steady = operator(prometheus, left, "steady", Map.of());
          OperatorJvm first = operator(prometheus, disturbed, "first", lease("first"))) {
        // The verdict comes a fixed number of steps after the traffic turns: starting takes none.
        steady.started();
        first.started();
        long begin = traffic.turnBad();
        await().atMost(LONG).until(() -> analyzedByBoth(steady, first, begin) >= BEFORE);
        first.kill();
        List<AnalyzedStep> before = trial(first, begin);
        try (OperatorJvm second = operator(prometheus, disturbed, "second", lease("second"))) {
          one.awaitAll(OperatorRestartIT::rolledBack);
          other.awaitAll(OperatorRestartIT::rolledBack);
          List<AnalyzedStep> after = trial(second, begin);
          System.out.printf(
              "killedAfterStep=%d backAtStep=%d judgedBadAtStep=%d%n",
              (before.get(before.size() - 1).until() - begin) / STEP,
              (after.get(0).until() - begin) / STEP,
              (after.get(after.size() - 1).until() - begin) / STEP);
          compareSteps(trial(steady, begin), before, after);
          compareRecords(one, other, begin);
          compareEnds(one, other);
        }
      }
    }
  }

  /**
   * Brings both releases to their step. What was learned until then is made the same: the canaries
   * had no requests yet, but did not get their weight in one instant.
   */
  private void beginSteps(RealPrometheus prometheus, Fleet one, Fleet other) throws Exception {
    try (OperatorJvm both =
        operator(prometheus, one.namespace() + "," + other.namespace(), "both", Map.of())) {
      one.release();
      other.release();
      one.awaitWeight(WEIGHT);
      other.awaitWeight(WEIGHT);
      // A step that is only begun later has not seen the quiet seconds before.
      one.awaitRunningStep();
      other.awaitRunningStep();
      both.kill();
    }
    String checkpoint = RecordedEvidence.put(one.checkpoint(), other.checkpoint());
    other.checkpoint(checkpoint);
  }

  /** The steps in which the canary had requests. */
  private static List<AnalyzedStep> trial(OperatorJvm operator, long begin) {
    return AnalyzedStep.in(operator.lines()).stream().filter(one -> one.until() > begin).toList();
  }

  private static long analyzedByBoth(OperatorJvm steady, OperatorJvm first, long begin) {
    return common(byStep(trial(steady, begin)), byStep(trial(first, begin))).size();
  }

  private static SortedSet<Long> common(
      SortedMap<Long, String> one, SortedMap<Long, String> other) {
    SortedSet<Long> both = new TreeSet<>(one.keySet());
    both.retainAll(other.keySet());
    return both;
  }

  private OperatorJvm operator(
      RealPrometheus prometheus, String namespace, String name, Map<String, String> more)
      throws IOException {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("SLUICE_PROMETHEUS_URL", prometheus.address().toString());
    settings.put("SLUICE_SAMPLING_STEP", STEP + "s");
    settings.put("SLUICE_SAMPLING_LAG", LAG + "s");
    settings.put("SLUICE_NAMESPACES", namespace);
    return new OperatorJvm(cluster.asSluice(), directory.resolve(name + ".log"), settings);
  }

  /** Another name than the one before: the lease of the dead must run out. */
  private static Map<String, String> lease(String pod) {
    return Map.of(
        "SLUICE_LEASE_NAMESPACE",
        TestCluster.SYSTEM,
        "SLUICE_LEASE_NAME",
        "sluice",
        "POD_NAME",
        pod);
  }

  private static boolean rolledBack(CanaryReleaseStatus status) {
    return status.release() != null && status.release().outcome() == Outcome.RolledBack;
  }

  /** What the logs say of each step, in full. */
  private static void compareSteps(
      List<AnalyzedStep> steady, List<AnalyzedStep> before, List<AnalyzedStep> after) {
    SortedMap<Long, String> undisturbed = byStep(steady);
    SortedMap<Long, String> killed = byStep(before);
    killed.putAll(byStep(after));
    // A busy operator analyzes two steps at once: the second one shows what was learned of both.
    SortedSet<Long> both = common(killed, undisturbed);
    System.out.println("analyzedByBoth=" + both.size());
    for (long step : both) {
      assertThat(killed.get(step)).as("step until %d", step).isEqualTo(undisturbed.get(step));
    }
    long last = before.get(before.size() - 1).until();
    long back = after.get(0).until();
    assertThat(back).as("steps passed without an operator").isGreaterThan(last + STEP);
    assertThat(both.headSet(last + 1)).hasSizeGreaterThanOrEqualTo(ENOUGH);
    assertThat(both.tailSet(back)).hasSizeGreaterThanOrEqualTo(ENOUGH);
    assertThat(killed.lastKey()).isEqualTo(undisturbed.lastKey());
    assertThat(after.get(after.size() - 1).result()).isEqualTo("BAD");
  }

  private static SortedMap<Long, String> byStep(List<AnalyzedStep> analyzed) {
    SortedMap<Long, String> steps = new TreeMap<>();
    analyzed.forEach(one -> assertThat(steps.put(one.until(), one.evidence())).isNull());
    return steps;
  }

  /** What was recorded after the same step is the same, whoever recorded it. */
  private static void compareRecords(Fleet one, Fleet other, long begin) throws IOException {
    Map<Long, JsonNode> undisturbed = evidence(one, begin);
    Map<Long, JsonNode> killed = evidence(other, begin);
    List<Long> both = new ArrayList<>(killed.keySet());
    both.retainAll(undisturbed.keySet());
    System.out.printf(
        "recordedByBoth=%d of %d and %d%n", both.size(), undisturbed.size(), killed.size());
    assertThat(both).hasSizeGreaterThanOrEqualTo(2);
    for (long step : both) {
      assertThat(killed.get(step)).isEqualTo(undisturbed.get(step));
    }
  }

  /** By the end of the newest step. */
  private static Map<Long, JsonNode> evidence(Fleet fleet, long begin) throws IOException {
    Map<Long, JsonNode> recorded = new TreeMap<>();
    for (Fleet.Seen seen : fleet.statuses) {
      long until = RecordedEvidence.until(seen.status());
      if (until > begin) {
        recorded.put(until, RecordedEvidence.of(seen.status()));
      }
    }
    return recorded;
  }

  /** The same words at the same time. */
  private static void compareEnds(Fleet one, Fleet other) {
    Fleet.Seen undisturbed = decided(one);
    Fleet.Seen killed = decided(other);
    System.out.println(killed.status().release().message());
    assertThat(killed.status().release().reason())
        .isEqualTo(undisturbed.status().release().reason());
    assertThat(killed.status().release().message())
        .isEqualTo(undisturbed.status().release().message());
    assertThat(Duration.between(undisturbed.at(), killed.at()).abs())
        .isLessThan(Duration.ofSeconds(STEP));
  }

  private static Fleet.Seen decided(Fleet fleet) {
    return fleet.statuses.stream()
        .filter(seen -> seen.status().phase() == Phase.RollingBack)
        .findFirst()
        .orElseThrow();
  }
}
