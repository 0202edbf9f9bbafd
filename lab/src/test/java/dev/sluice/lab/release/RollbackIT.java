package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.ReleaseSummary;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LedgerEntry;
import dev.sluice.lab.load.LoadRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Half of a canary's answers are errors: how long users have them. */
@SluiceTest
class RollbackIT {
  private static final int RUNS = 5;
  private static final Duration LIMIT = Duration.ofSeconds(12);

  @Test
  void errorsEndWithinTwelveSecondsOfTheFirstOne(InstalledSluice sluice) {
    List<Duration> times = new ArrayList<>();
    try (UsersRelease users = new UsersRelease(sluice, "rollback-it")) {
      users.handOver(
          UsersRelease.quick(UsersRelease.step(20, "60s"), UsersRelease.step(100, "60s")));
      try (LoadRun load = users.load(100);
          WeightWatch weights = users.weights()) {
        for (int run = 1; run <= RUNS; run++) {
          times.add(oneRun("1.5." + run, users, load, weights));
        }
        System.out.println("rollback: first failed answer to the write of weight 0: " + times);
        Ledger ledger = load.stop();
        assertThat(ledger.noVerdict()).as(ledger.rate().text()).isEmpty();
        assertThat(ledger.failures())
            .allSatisfy(failure -> assertThat(failure.version()).startsWith("1.5."));
      }
    }
    assertThat(times).hasSize(RUNS).allMatch(time -> time.compareTo(LIMIT) <= 0);
  }

  private static Duration oneRun(
      String version, UsersRelease users, LoadRun load, WeightWatch weights) {
    int before = weights.changes().size();
    users.release(version, Map.of("FAIL_PERCENT", "50"));
    ReleaseSummary end = users.awaitEnd(version, "RolledBack");
    assertThat(end.reason()).isNotEmpty();
    assertThat(end.explanation()).contains("requests failed", "evidence");
    List<WeightWatch.WeightChange> changes = weights.changes();
    assertThat(changes.subList(before, changes.size()))
        .extracting(WeightWatch.WeightChange::weight)
        .containsExactly(20, 0);
    Instant first =
        load.ledger().failures().stream()
            .filter(entry -> entry.version().equals(version))
            .map(LedgerEntry::endedAt)
            .min(Instant::compareTo)
            .orElseThrow();
    return Duration.between(first, changes.get(changes.size() - 1).at());
  }
}
