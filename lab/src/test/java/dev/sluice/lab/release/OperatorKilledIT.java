package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Evidence;
import dev.sluice.lab.demo.ReleaseSummary;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.LoadRun;
import dev.sluice.lab.release.EvidenceWatch.WrittenEvidence;
import dev.sluice.metrics.prometheus.RecordedSamples;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A killed operator delays a release and changes nothing else. It is killed four times during two
 * releases: a good version, and one whose few errors take minutes to detect.
 */
@SluiceTest(operator = Sharing.BREAKS)
@Isolated("evidence is the same only if every scrape ends within the operator's lag")
@Order(85)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorKilledIT {
  private static final int WEIGHT = 20;
  private static final Map<String, Object> SPEC =
      UsersRelease.quick(UsersRelease.step(WEIGHT, "10m"), UsersRelease.step(100, "60s"));

  private InstalledSluice sluice;
  private Instant killed;
  @AutoClose private UsersRelease bad;
  @AutoClose private LoadRun load;
  @AutoClose private WeightWatch weights;
  @AutoClose private EvidenceWatch evidence;

  @BeforeAll
  void theOperatorIsKilledWhenItHasTheFirstEvidence(InstalledSluice sluice) {
    this.sluice = sluice;
    bad = UsersRelease.adopted(sluice, "evidence-kept-it", Map.of("FAIL_PERCENT", "0.1"), SPEC);
    load = bad.load(100);
    weights = bad.weights();
    evidence = new EvidenceWatch(sluice, bad);
    UsersRelease.awaitRequests(load, 3000);
    // Enough errors to be detected within minutes, too few to be detected before the kill.
    bad.release("1.5.0", Map.of("FAIL_PERCENT", "1.2"));
    bad.await(
        "evidence of a few blocks",
        () -> evidence.all().stream().anyMatch(one -> one.evidence().stepRequests() > 0));
    assertThat(bad.view().outcome()).as("before the kill").isEqualTo("InProgress");
    killed = Instant.now();
    kill();
  }

  @Test
  @Order(1)
  void aReleaseEndsInTheSamePlace() {
    try (UsersRelease good = new UsersRelease(sluice, "killed-it")) {
      good.adopt(UsersRelease.quick(UsersRelease.step(20, "10s"), UsersRelease.step(100, "5s")));
      try (LoadRun requests = good.load(25);
          WeightWatch steps = good.weights()) {
        good.release("1.4.2", Map.of());
        // At the first step, during the roll-out, and while requests return to the Deployment.
        for (int weight : List.of(20, 100, 50)) {
          good.await("weight " + weight, () -> steps.weights().contains(weight));
          kill();
        }
        good.awaitEnd("1.4.2", "Promoted");
        assertThat(steps.weights()).containsExactly(0, 20, 100, 75, 50, 0);
        good.assertNothingLost(requests.stop(), "");
      }
    }
  }

  /** The evidence of every block is the same as without a kill. */
  @Test
  @Order(2)
  void evidenceAndDecisionAreThoseOfAnUndisturbedRun() throws RecordedSamples.QueryFailedException {
    ReleaseSummary end = bad.awaitEnd("1.5.0", "RolledBack");
    assertThat(end.reason()).isEqualTo("ErrorRateTooHigh");
    System.out.println("evidence kept: weights " + weights.changes() + ", killed at " + killed);
    List<WrittenEvidence> written = evidence.all();
    Map<Long, Evidence> undisturbed =
        new UndisturbedRun(bad.canaryRelease(SPEC), WEIGHT).blocks(sluice, bad, written);
    for (WrittenEvidence one : written) {
      System.out.printf(
          "evidence kept: written %s %s the first kill: block %s, %d blocks, %d canary requests%n",
          one.heard(),
          one.heard().isBefore(killed) ? "before" : "after",
          one.block(),
          one.evidence().stepIntervals(),
          one.evidence().stepRequests());
      assertThat(undisturbed).as("blocks up to the decision").containsKey(one.evidence().time());
      assertThat(one.evidence())
          .as("evidence written at %s of block %s", one.heard(), one.block())
          .isEqualTo(undisturbed.get(one.evidence().time()));
    }
    Instant last = written.get(written.size() - 1).block();
    assertThat(last.getEpochSecond())
        .as("block of the decision")
        .isEqualTo(Collections.max(undisturbed.keySet()));
    assertThat(written)
        .as("evidence from before the first kill")
        .anyMatch(one -> one.evidence().stepRequests() > 0 && one.heard().isBefore(killed));
    assertThat(last).as("the decision came after the first kill").isAfter(killed);
  }

  private void kill() {
    for (var pod : sluice.operatorPods()) {
      sluice.kubectl(
          "-n",
          "sluice-system",
          "delete",
          "pod",
          pod.getMetadata().getName(),
          "--grace-period=0",
          "--force",
          "--wait=false");
    }
  }
}
