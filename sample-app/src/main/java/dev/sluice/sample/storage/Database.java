package dev.sluice.sample.storage;

import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.sample.config.DatabaseSettings;
import dev.sluice.sample.domain.Accounts;
import dev.sluice.sample.domain.StorageUnavailable;
import dev.sluice.sample.domain.Users;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of the users: PostgreSQL, or H2 in the memory of this process and gone with it.
 *
 * <p>Safe for use by many threads.
 */
public final class Database implements AutoCloseable {

  /**
   * The users, and accounts, that the memory of a process keeps, so that load can run for any time.
   */
  static final int EMBEDDED_CAPACITY = 10_000;

  private static final Logger log = LoggerFactory.getLogger(Database.class);

  private final DatabaseSettings settings;
  private final DataSource direct;
  private final HikariDataSource pool;
  private final DatabaseWatch watch;

  private Database(
      DatabaseSettings settings, MeterRegistry metrics, UnaryOperator<DataSource> traced) {
    this.settings = settings;
    Connections connections = new Connections(settings);
    direct = connections.direct();
    pool = connections.pool(metrics, traced);
    watch =
        new DatabaseWatch(
            settings.name(),
            direct,
            () -> Migrations.apply(connections.unhurried(), settings.embedded(), settings.schema()),
            this::fillPool,
            () -> pool.getHikariPoolMXBean().softEvictConnections());
    Gauge.builder("database.up", () -> watch.up() ? 1 : 0)
        .description("Whether the database answers: 1, or 0")
        .register(metrics);
  }

  /**
   * Begins to open the database and to bring its schema up to date, in another thread. Where it
   * does not answer, that happens as soon as it does.
   *
   * @param traced makes a span for each statement of a request
   */
  public static Database open(
      DatabaseSettings settings, MeterRegistry metrics, UnaryOperator<DataSource> traced) {
    Database database = new Database(settings, metrics, traced);
    database.watch.start();
    return database;
  }

  /**
   * Waits until a database in memory is open, which takes a moment, and not for another: a server
   * may be away, and a migration may take minutes.
   */
  public void awaitEmbedded() throws InterruptedException {
    if (settings.embedded()) {
      watch.awaitFirstLook();
      if (!watch.up()) {
        throw new IllegalStateException("the database in memory did not open");
      }
    }
  }

  /** The users in this database. */
  public Users users() {
    return new JdbcUsers(this, capacity());
  }

  /** The accounts; empty where the settings hold back the schema that has them. */
  public Optional<Accounts> accounts() {
    return settings.hasAccounts()
        ? Optional.of(new JdbcAccounts(this, capacity()))
        : Optional.empty();
  }

  private OptionalInt capacity() {
    return settings.embedded() ? OptionalInt.of(EMBEDDED_CAPACITY) : OptionalInt.empty();
  }

  /** Whether the database answers and its schema is up to date. */
  public boolean answers() {
    return watch.up();
  }

  /** Ends all connections, and H2 with them; {@link #answers()} is false from then on. */
  @Override
  public void close() throws SQLException {
    watch.close();
    pool.close();
    if (settings.embedded()) {
      // Not by the pool, which would use the connection once more before it keeps it.
      try (Connection connection = direct.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("SHUTDOWN");
      }
    }
  }

  /**
   * Opens the connections that requests will use. A process that opened them with its first
   * requests, not yet compiled and on a busy machine, would keep those waiting for too long.
   */
  private void fillPool() {
    List<Connection> opened = new ArrayList<>();
    try {
      while (opened.size() < settings.poolSize()) {
        opened.add(pool.getConnection());
      }
    } catch (SQLException e) {
      log.warn(
          "pool not filled database={} connections={} wanted={} reason=\"{}\"",
          settings.name(),
          opened.size(),
          settings.poolSize(),
          SqlFailures.reason(e));
    } finally {
      opened.forEach(Database::giveBack);
    }
  }

  private static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      log.debug("the pool drops a broken connection", e);
    }
  }

  /** Work with a connection. */
  interface SqlWork<T> {
    T with(Connection connection) throws SQLException;
  }

  /**
   * Does work with a connection of the pool.
   *
   * @throws StorageUnavailable at once while the database is known to be away, or within seconds
   */
  <T> T call(SqlWork<T> work) {
    if (!watch.up()) {
      throw new StorageUnavailable(null);
    }
    try (Connection connection = pool.getConnection()) {
      return work.with(connection);
    } catch (SQLException e) {
      if (SqlFailures.passing(e)) {
        watch.suspect();
        throw new StorageUnavailable(e);
      }
      throw new IllegalStateException("the database refused a statement", e);
    }
  }
}
