package dev.sluice.sample;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * Users in an H2 database in this process's memory: each replica has its own, gone with it. It
 * keeps the newest {@value #CAPACITY} users, so that load can run for any time in a small heap.
 *
 * <p>Safe for use by many threads.
 */
final class UserStore implements AutoCloseable {

  static final int CAPACITY = 10_000;
  private static final int CONNECTIONS = 8;
  private static final int CONNECTION_WAIT_SECONDS = 5;
  private static final int READY_SECONDS = 1;

  private final JdbcConnectionPool pool;

  /**
   * Makes an empty store.
   *
   * @throws SQLException when the database cannot be made
   */
  UserStore() throws SQLException {
    // H2 would close the database in its own shutdown hook, under requests still in flight.
    String url =
        "jdbc:h2:mem:"
            + UUID.randomUUID()
            + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    pool = JdbcConnectionPool.create(url, "sa", "");
    pool.setMaxConnections(CONNECTIONS);
    pool.setLoginTimeout(CONNECTION_WAIT_SECONDS);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE users (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
              + " name VARCHAR(100) NOT NULL, email VARCHAR(254) NOT NULL)");
    }
  }

  /** Stores a new user under the next id. */
  User create(UserInput input) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO users (name, email) VALUES (?, ?)", new String[] {"id"});
        PreparedStatement trim = connection.prepareStatement("DELETE FROM users WHERE id <= ?")) {
      insert.setString(1, input.name());
      insert.setString(2, input.email());
      insert.executeUpdate();
      long id;
      try (ResultSet keys = insert.getGeneratedKeys()) {
        keys.next();
        id = keys.getLong(1);
      }
      trim.setLong(1, id - CAPACITY);
      trim.executeUpdate();
      return new User(id, input.name(), input.email());
    }
  }

  /** The user with this id, or empty. */
  Optional<User> find(long id) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT id, name, email FROM users WHERE id = ?")) {
      select.setLong(1, id);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(user(rows)) : Optional.empty();
      }
    }
  }

  /** At most {@code limit} users with an id above {@code after}, by id. */
  List<User> list(long after, int limit) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT id, name, email FROM users WHERE id > ? ORDER BY id LIMIT ?")) {
      select.setLong(1, after);
      select.setInt(2, limit);
      List<User> users = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          users.add(user(rows));
        }
      }
      return users;
    }
  }

  /** Replaces the user with this id; false when there is none. */
  boolean replace(long id, UserInput input) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement update =
            connection.prepareStatement("UPDATE users SET name = ?, email = ? WHERE id = ?")) {
      update.setString(1, input.name());
      update.setString(2, input.email());
      update.setLong(3, id);
      return update.executeUpdate() == 1;
    }
  }

  /** Takes the user with this id away; false when there is none. */
  boolean delete(long id) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement delete = connection.prepareStatement("DELETE FROM users WHERE id = ?")) {
      delete.setLong(1, id);
      return delete.executeUpdate() == 1;
    }
  }

  /** Whether the database answers a query within a second. */
  boolean answers() {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(READY_SECONDS);
      try (ResultSet rows = statement.executeQuery("SELECT 1")) {
        return rows.next();
      }
    } catch (SQLException | IllegalStateException e) {
      // The second is how a pool that was closed says so.
      return false;
    }
  }

  /** Ends the database; every later call fails, and {@link #answers()} is false. */
  @Override
  public void close() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN");
    } finally {
      pool.dispose();
    }
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(row.getLong("id"), row.getString("name"), row.getString("email"));
  }
}
