package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LedgerEntry;
import dev.sluice.lab.load.LoadRun;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The example on PostgreSQL: both versions of a release read and write the same rows, and the
 * canary migrates their schema under load.
 */
@SluiceTest
@Order(35)
class PostgresqlIT {
  private static final int CREATED = 201;

  @Test
  void aGoodAndABadVersionLoseNoRow(InstalledSluice sluice) throws Exception {
    sluice.loadPostgresql();
    try (UsersRelease users = new UsersRelease(sluice, "postgresql-it", "users-postgresql")) {
      users.adopt(
          UsersRelease.quick(
              UsersRelease.step(20, "10s"),
              UsersRelease.step(60, "10s"),
              UsersRelease.step(100, "5s")));
      try (LoadRun load = users.load(50);
          WeightWatch weights = users.weights()) {
        users.release("1.4.2", Map.of("DATABASE_SCHEMA", "3"));
        users.awaitEnd("1.4.2", "Promoted");
        assertThat(weights.weights()).containsExactly(0, 20, 60, 100, 75, 50, 0);
        assertThat(query(sluice, users, "SELECT max(version) FROM flyway_schema_history"))
            .isEqualTo("3");
        users.release("1.5.0", Map.of("DATABASE_SCHEMA", "3", "FAIL_PERCENT", "50"));
        users.awaitEnd("1.5.0", "RolledBack");
        Ledger ledger = load.stop();
        users.assertNothingLost(ledger, "1.5.0");
        assertThat(ledger.byVersion()).containsOnlyKeys("1.4.1", "1.4.2", "1.5.0");
        assertRows(sluice, users, ledger.entries());
      }
    }
  }

  /** Each user that was created is there once, whichever version stored it. */
  private static void assertRows(
      InstalledSluice sluice, UsersRelease users, List<LedgerEntry> requests) {
    long created = requests.stream().filter(request -> request.status() == CREATED).count();
    assertThat(
            requests.stream()
                .filter(request -> request.status() == CREATED)
                .map(LedgerEntry::version)
                .distinct())
        .containsExactlyInAnyOrder("1.4.1", "1.4.2", "1.5.0");
    assertThat(query(sluice, users, "SELECT count(*), count(DISTINCT email) FROM users"))
        .isEqualTo(created + "|" + created);
  }

  private static String query(InstalledSluice sluice, UsersRelease users, String sql) {
    return sluice
        .kubectl(
            "-n",
            users.namespace(),
            "exec",
            "deployment/users-database",
            "--",
            "psql",
            "--username=users",
            "--no-align",
            "--tuples-only",
            "--command=" + sql)
        .strip();
  }
}
