package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.Judge;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.Setting;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.lab.demo.ReleaseSummary;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.LoadRun;
import dev.sluice.lab.release.EvidenceWatch.WrittenEvidence;
import dev.sluice.prometheus.Credentials;
import dev.sluice.prometheus.Grid;
import dev.sluice.prometheus.PrometheusClient;
import dev.sluice.prometheus.Recording;
import dev.sluice.release.Policy;
import dev.sluice.release.PolicyReader;
import dev.sluice.release.Trial;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A killed operator drops no evidence and counts none twice: block by block it is that of one that
 * was never disturbed, on the same recorded requests.
 */
@SluiceTest
class EvidenceKeptIT {
  /** The grid of the lab's operator. What has been recorded needs no lag. */
  private static final Grid GRID = new Grid(Duration.ofSeconds(5), Duration.ZERO);

  private static final int WEIGHT = 20;
  private static final String PROMETHEUS =
      System.getenv().getOrDefault("SLUICE_LAB_NETWORK", "10.210") + ".1.1:9090";

  @Test
  void evidenceAndDecisionAreThoseOfAnUndisturbedRun(InstalledSluice sluice) throws Exception {
    try (UsersRelease users = new UsersRelease(sluice, "evidence-kept-it")) {
      users.release("1.4.1", Map.of("FAIL_PERCENT", "0.1"));
      users.awaitPods();
      Map<String, Object> spec =
          UsersRelease.quick(UsersRelease.step(WEIGHT, "10m"), UsersRelease.step(100, "60s"));
      Policy policy = policy(users, spec);
      users.handOver(spec);
      try (LoadRun load = users.load(100);
          WeightWatch weights = users.weights();
          EvidenceWatch checkpoints = new EvidenceWatch(sluice, users)) {
        users.await(
            "requests before the release",
            Duration.ofMinutes(2),
            () -> load.ledger().entries().size() >= 3000);
        // Enough errors to be found in a few minutes, too few to be found before the kill.
        users.release("1.5.0", Map.of("FAIL_PERCENT", "0.6"));
        users.await(
            "evidence of a few blocks",
            Duration.ofMinutes(3),
            () -> checkpoints.all().stream().anyMatch(one -> one.evidence().stepRequests() > 0));
        assertThat(users.view().outcome()).as("before the kill").isEqualTo("InProgress");
        Instant killed = Instant.now();
        sluice
            .operatorPods()
            .forEach(pod -> OperatorKilledIT.kill(sluice, pod.getMetadata().getName()));
        users.await("the end of 1.5.0", Duration.ofMinutes(9), () -> users.view().ended("1.5.0"));
        ReleaseSummary end = users.awaitEnd("1.5.0", "RolledBack");
        assertThat(end.reason()).isEqualTo("ErrorRateTooHigh");
        System.out.println("evidence kept: weights " + weights.changes() + ", killed at " + killed);
        compare(users, policy, checkpoints.all(), killed);
      }
    }
  }

  private static Policy policy(UsersRelease users, Map<String, Object> spec) {
    CanaryReleaseSpec whole =
        Serialization.jsonMapper()
            .convertValue(users.canaryRelease(spec).get("spec"), CanaryReleaseSpec.class);
    return PolicyReader.read(whole).policy().orElseThrow();
  }

  private static void compare(
      UsersRelease users, Policy policy, List<WrittenEvidence> written, Instant killed)
      throws Recording.Unanswered {
    WrittenEvidence first = written.get(0);
    assertThat(first.evidence().stepBlocks()).as("the watch saw the beginning").isZero();
    Trial trial =
        new Trial(
            UsersRelease.NAME + "-canary-" + first.revision(),
            UsersRelease.NAME,
            first.block(),
            Optional.of(first.started()),
            Map.of());
    Instant last = written.get(written.size() - 1).block();
    Recording recording =
        Recording.read(
            new PrometheusClient(URI.create("http://" + PROMETHEUS), Credentials.NONE, told -> {}),
            GRID,
            users.namespace(),
            trial,
            last.plusSeconds(30));
    Map<Long, Evidence> undisturbed = undisturbed(policy, first, recording);

    for (WrittenEvidence one : written) {
      System.out.printf(
          "evidence kept: written %s %s the kill: block %s, %d blocks, %d canary requests%n",
          one.heard(),
          one.heard().isBefore(killed) ? "before" : "after",
          one.block(),
          one.evidence().stepBlocks(),
          one.evidence().stepRequests());
      assertThat(undisturbed).as("blocks up to the decision").containsKey(one.evidence().time());
      assertThat(one.evidence())
          .as("evidence written at %s of block %s", one.heard(), one.block())
          .isEqualTo(undisturbed.get(one.evidence().time()));
    }
    List<Long> blocks = new ArrayList<>(undisturbed.keySet());
    assertThat(last.getEpochSecond())
        .as("block of the decision")
        .isEqualTo(blocks.get(blocks.size() - 1));
    assertThat(written).as("evidence from before the kill").anyMatch(one -> learned(one, killed));
    assertThat(last).as("the decision came after the kill").isAfter(killed);
  }

  private static boolean learned(WrittenEvidence one, Instant killed) {
    return one.evidence().stepRequests() > 0 && one.heard().isBefore(killed);
  }

  /** The evidence after each block, by its end, up to the block that condemns the canary. */
  private static Map<Long, Evidence> undisturbed(
      Policy policy, WrittenEvidence first, Recording recording) {
    Judge judge = new Judge(policy.rules(), (int) GRID.step().toSeconds());
    Setting setting = new Setting(WEIGHT / 100.0, OptionalDouble.empty(), "canary", "stable");
    Map<Long, Evidence> blocks = new TreeMap<>();
    Evidence evidence = judge.begin(first.evidence().time(), recording.history());
    blocks.put(evidence.time(), evidence);
    for (Sample sample : recording.steps()) {
      evidence = judge.step(evidence, sample, setting);
      blocks.put(evidence.time(), evidence);
      System.out.printf(
          Locale.ROOT,
          "evidence kept: block %s canary requests=%d stable requests=%d evidence=%.4g to 1%n",
          Instant.ofEpochSecond(sample.time()),
          sample.candidate().requests(),
          sample.baseline().requests(),
          Math.exp(judge.verdict(evidence, setting, "").logHarm()));
      if (judge.condemns(evidence, setting)) {
        return blocks;
      }
    }
    throw new AssertionError("an undisturbed run would not have taken it back: " + blocks.keySet());
  }
}
