package dev.sluice.sample.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.sample.config.DatabaseSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens connections to the database that the settings name. */
final class Connections {

  /** A statement here reads or writes a few rows by an index: longer means that no answer comes. */
  static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);

  /** The kernel of a host that is there answers at once, however busy its processes are. */
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(1);

  private final DatabaseSettings settings;
  private final String memory = "jdbc:h2:mem:" + UUID.randomUUID();

  Connections(DatabaseSettings settings) {
    this.settings = settings;
  }

  /** New connections on which a statement ends, or fails, within seconds. */
  DataSource direct() {
    return settings.embedded() ? h2() : postgresql(LONGEST_ANSWER);
  }

  /** New connections on which a statement may take any time, for migrations. */
  DataSource unhurried() {
    return settings.embedded() ? h2() : postgresql(Duration.ZERO);
  }

  /** A pool that is empty until connections are asked of it, and keeps those. */
  HikariDataSource pool(MeterRegistry metrics, UnaryOperator<DataSource> traced) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("users");
    config.setDataSource(traced.apply(direct()));
    config.setMaximumPoolSize(settings.poolSize());
    // A pool that refills itself waits longer from try to try while the database is away, and would
    // still wait when it is back. This one is filled when the database answers.
    config.setMinimumIdle(0);
    config.setIdleTimeout(0);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(settings.connectionTimeout().toMillis());
    config.setValidationTimeout(settings.connectionTimeout().toMillis());
    config.setMetricRegistry(metrics);
    return new HikariDataSource(config);
  }

  private DataSource h2() {
    JdbcDataSource h2 = new JdbcDataSource();
    // H2 would close the database in its own shutdown hook, under requests still in flight.
    h2.setURL(memory + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0");
    h2.setUser("sa");
    h2.setPassword("");
    return h2;
  }

  private DataSource postgresql(Duration longestStatement) {
    PGSimpleDataSource postgresql = new PGSimpleDataSource();
    postgresql.setURL(settings.url());
    postgresql.setUser(settings.user());
    postgresql.setPassword(settings.password());
    postgresql.setApplicationName("users");
    postgresql.setTcpKeepAlive(true);
    postgresql.setConnectTimeout((int) LONGEST_CONNECT.toSeconds());
    postgresql.setLoginTimeout((int) LONGEST_ANSWER.toSeconds());
    postgresql.setSocketTimeout((int) longestStatement.toSeconds());
    return postgresql;
  }
}
