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
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The time from the first error of a bad version to its rollback, with many errors and with few.
 */
@SluiceTest
@Isolated("asserts times")
@Order(80)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RollbackIT {
  private static final String STABLE = "1.4.1";
  private static final int RUNS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(12);
  private static final Duration LIMIT_OF_FEW_ERRORS = Duration.ofSeconds(60);

  /** Seconds between scrapes, and between points of the operator's sampling grid. */
  private static final long SCRAPE = 5;

  /** Scrape interval, lag of the lab's operator, and the write. */
  private static final Duration SCRAPE_AND_LAG = Duration.ofSeconds(5 + 1 + 1);

  /**
   * The rollback of a version.
   *
   * @param canary when it received its first requests
   * @param firstError when a caller received its first error
   * @param back when its weight was 0 again
   */
  private record Rollback(Instant canary, Instant firstError, Instant back) {
    Duration errors() {
      return Duration.between(firstError, back);
    }

    /** Latest end of the first block with errors: the next grid point after their scrape. */
    Instant block() {
      long scraped = firstError.plusSeconds(SCRAPE).getEpochSecond();
      return Instant.ofEpochSecond(Math.floorDiv(scraped, SCRAPE) * SCRAPE + SCRAPE);
    }
  }

  private final List<Rollback> rollbacks = new ArrayList<>();
  @AutoClose private UsersRelease users;
  @AutoClose private LoadRun load;
  @AutoClose private WeightWatch weights;

  @BeforeAll
  void halfOfTheAnswersOfThreeVersionsAreErrors(InstalledSluice sluice) {
    users =
        UsersRelease.adopted(
            sluice,
            "rollback-it",
            Map.of("FAIL_PERCENT", "0.1"),
            UsersRelease.quick(UsersRelease.step(20, "5m"), UsersRelease.step(100, "60s")));
    load = users.load(100);
    weights = users.weights();
    UsersRelease.awaitRequests(load, 3000);
    for (int run = 1; run <= RUNS; run++) {
      rollbacks.add(rollback("1.5." + run, "50"));
    }
  }

  @Test
  @Order(1)
  void errorsEndWithinTwelveSecondsOfTheFirstOne() {
    List<Duration> times = rollbacks.stream().map(Rollback::errors).toList();
    System.out.println("rollback: first failed answer to the write of weight 0: " + times);
    assertThat(times).hasSize(RUNS).allMatch(time -> time.compareTo(LIMIT) <= 0);
  }

  @Test
  @Order(2)
  void halfOfTheAnswersEndWithinAScrapeAndItsLag() {
    List<Duration> times =
        rollbacks.stream().map(one -> Duration.between(one.block(), one.back())).toList();
    System.out.println("rollback: end of the first block with errors to weight 0: " + times);
    assertThat(times).hasSize(RUNS).allMatch(time -> time.compareTo(SCRAPE_AND_LAG) < 0);
  }

  @Test
  @Order(3)
  void fivePercentOfErrorsAreFoundWithinAMinute() {
    Rollback few = rollback("1.5.6", "5");
    assertThat(users.view().reason()).isEqualTo("ErrorRateTooHigh");
    assertThat(users.view().explanation()).contains("evidence of harm");
    Duration time = Duration.between(few.canary(), few.back());
    System.out.println("rollback: 5% against 0.1% at 20%: weight 0 after " + time);
    assertThat(time).isLessThan(LIMIT_OF_FEW_ERRORS);
  }

  @Test
  @Order(4)
  void noRequestFailedOnItsWay() {
    Ledger ledger = load.stop();
    assertThat(ledger.noVerdict()).as(ledger.rate().text()).isEmpty();
    // A response with a version comes from the application and fails by its configuration.
    assertThat(ledger.failures())
        .isNotEmpty()
        .allSatisfy(
            failure -> {
              assertThat(failure.version()).matches("1\\.4\\.1|1\\.5\\.\\d");
              assertThat(failure.version().equals(STABLE) ? failure.status() : 500).isEqualTo(500);
            });
  }

  private Rollback rollback(String version, String failPercent) {
    int before = weights.changes().size();
    users.release(version, Map.of("FAIL_PERCENT", failPercent));
    ReleaseSummary end = users.awaitEnd(version, "RolledBack");
    assertThat(end.reason()).isNotEmpty();
    assertThat(end.explanation()).contains("canary failed", "evidence of harm");
    List<WeightWatch.WeightChange> all = weights.changes();
    List<WeightWatch.WeightChange> own = all.subList(before, all.size());
    assertThat(own).extracting(WeightWatch.WeightChange::weight).containsExactly(20, 0);
    Instant first =
        load.ledger().failures().stream()
            .filter(entry -> entry.version().equals(version))
            .map(LedgerEntry::endedAt)
            .min(Instant::compareTo)
            .orElseThrow();
    return new Rollback(own.get(0).at(), first, own.get(1).at());
  }
}
