package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.ReleaseSummary;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LedgerEntry;
import dev.sluice.lab.load.LoadPlan;
import dev.sluice.lab.load.LoadRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What evidence does on real traffic: small harm is found, shared harm is told from it. */
@SluiceTest
class EvidenceIT {
  private static final int RATE = 100;

  /** Where the callers are whose requests fail whatever the version. */
  private static final String CALLERS = "shared-outage-callers-it";

  /** Scrape, grid step, lag of the lab's operator, and the write. */
  private static final Duration SCRAPE_AND_LAG = Duration.ofSeconds(5 + 1 + 1);

  @Test
  void fivePercentOfErrorsAreFoundWithinAMinute(InstalledSluice sluice) {
    try (UsersRelease users =
        handedOver(sluice, "few-errors-it", "5m", Map.of("FAIL_PERCENT", "0.1"))) {
      try (LoadRun load = users.load(RATE);
          WeightWatch weights = users.weights()) {
        awaitRequests(load, 3000);
        users.release("1.5.0", Map.of("FAIL_PERCENT", "5"));
        ReleaseSummary end = users.awaitEnd("1.5.0", "RolledBack");
        assertThat(end.reason()).isEqualTo("ErrorRateTooHigh");
        assertThat(end.explanation()).contains("requests failed", "to 1 against the canary");
        Duration time = between(weights, 20, 0);
        System.out.println("evidence: 5 % against 0.1 % at 20 %: weight 0 after " + time);
        assertThat(time).isLessThan(Duration.ofSeconds(60));
      }
    }
  }

  @Test
  void halfOfTheAnswersEndWithinAScrapeAndItsLag(InstalledSluice sluice) {
    try (UsersRelease users = new UsersRelease(sluice, "half-errors-it")) {
      users.handOver(
          UsersRelease.quick(UsersRelease.step(20, "60s"), UsersRelease.step(100, "60s")));
      try (LoadRun load = users.load(RATE);
          WeightWatch weights = users.weights()) {
        awaitRequests(load, 1000);
        users.release("1.5.0", Map.of("FAIL_PERCENT", "50"));
        users.awaitEnd("1.5.0", "RolledBack");
        Instant first =
            load.ledger().failures().stream()
                .map(LedgerEntry::endedAt)
                .min(Instant::compareTo)
                .orElseThrow();
        Instant back = at(weights, 0);
        // The block with the first errors ends at the next point of the grid after their scrape.
        long step = 5;
        Instant scraped = first.plusSeconds(step);
        Instant block =
            Instant.ofEpochSecond(Math.floorDiv(scraped.getEpochSecond(), step) * step + step);
        System.out.println(
            "evidence: 50 % at 20 %: weight 0 after "
                + Duration.between(first, back)
                + ", latest end of the first block with errors after "
                + Duration.between(first, block));
        assertThat(Duration.between(block, back)).isLessThan(SCRAPE_AND_LAG);
      }
    }
  }

  @Test
  void whatBothVersionsSufferTakesNobodyBack(InstalledSluice sluice) {
    Duration outage = Duration.ofMinutes(2);
    try (UsersRelease users = new UsersRelease(sluice, "shared-outage-it")) {
      // Long enough for the callers' pod to start and its failures to be scraped within the step.
      users.handOver(
          UsersRelease.quick(UsersRelease.step(20, "90s"), UsersRelease.step(100, "5s")));
      try (LoadRun load = users.load(RATE);
          WeightWatch weights = users.weights()) {
        awaitRequests(load, 2000);
        users.release("1.4.2", Map.of());
        users.await("weight 20", Duration.ofMinutes(2), () -> weights.weights().contains(20));
        String host = UsersRelease.NAME + "." + users.namespace();
        try (LoadRun failing =
            sluice.generator().start(CALLERS, LoadPlan.failing(host, RATE / 4))) {
          awaitRequests(failing, 1);
          Awaitility.await()
              .during(outage)
              .atMost(outage.plusSeconds(30))
              .until(() -> weights.weights().equals(List.of(0, 20)));
          failing.stop();
        }
        assertThat(users.view().outcome()).isEqualTo("InProgress");
        users.awaitEnd("1.4.2", "Promoted");
        Ledger ledger = load.stop();
        assertThat(ledger.failures()).isEmpty();
      }
    } finally {
      sluice.client().namespaces().withName(CALLERS).delete();
    }
  }

  @Test
  void aSlowerVersionIsTakenBack(InstalledSluice sluice) {
    try (UsersRelease users = handedOver(sluice, "latency-it", "10m", Map.of("DELAY_MS", "40"))) {
      try (LoadRun load = users.load(RATE);
          WeightWatch weights = users.weights()) {
        awaitRequests(load, 3000);
        users.release("1.5.0", Map.of("DELAY_MS", "60"));
        ReleaseSummary end = users.awaitEnd("1.5.0", "RolledBack");
        assertThat(end.reason()).isEqualTo("LatencyTooHigh");
        assertThat(end.explanation()).contains("took longer than");
        System.out.println(
            "evidence: 60 ms against 40 ms at 20 %: weight 0 after " + between(weights, 20, 0));
        assertThat(load.stop().failures()).isEmpty();
      }
    }
  }

  /** A running version with these knobs, handed over with a first step of 20 %. */
  private static UsersRelease handedOver(
      InstalledSluice sluice, String namespace, String duration, Map<String, String> knobs) {
    UsersRelease users = new UsersRelease(sluice, namespace);
    users.release("1.4.1", knobs);
    users.awaitPods();
    users.handOver(
        UsersRelease.quick(UsersRelease.step(20, duration), UsersRelease.step(100, "60s")));
    return users;
  }

  private static void awaitRequests(LoadRun load, int count) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> load.ledger().entries().size() >= count);
  }

  private static Instant at(WeightWatch weights, int weight) {
    List<WeightWatch.WeightChange> changes = weights.changes();
    for (int i = changes.size() - 1; i >= 0; i--) {
      if (changes.get(i).weight() == weight) {
        return changes.get(i).at();
      }
    }
    throw new AssertionError("never at " + weight + ": " + changes);
  }

  private static Duration between(WeightWatch weights, int from, int to) {
    return Duration.between(at(weights, from), at(weights, to));
  }
}
