package dev.sluice.sample.storage;

import dev.sluice.sample.domain.RefusedRequest;
import dev.sluice.sample.domain.User;
import dev.sluice.sample.domain.UserInput;
import dev.sluice.sample.domain.Users;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Users in SQL that PostgreSQL and H2 both take. */
final class JdbcUsers implements Users {

  private static final String SELECT = "SELECT id, name, email FROM users WHERE ";
  private static final String UPDATE =
      "UPDATE users SET name = ?, email = ?, email_key = LOWER(CAST(? AS VARCHAR)) WHERE id = ?";
  private static final String DELETE = "DELETE FROM users WHERE id = ?";
  private static final String STILL = " AND name = ? AND email = ?";
  private static final long NEW = 0;

  private final Database database;
  private final OptionalInt capacity;

  /**
   * @param capacity how many users are kept, the newest; empty for all
   */
  JdbcUsers(Database database, OptionalInt capacity) {
    this.database = database;
    this.capacity = capacity;
  }

  @Override
  public User create(UserInput input) {
    return database.call(
        connection -> {
          long id = claiming(connection, NEW, input, () -> insert(connection, input));
          if (capacity.isPresent()) {
            Sql.update(connection, "DELETE FROM users WHERE id <= ?", id - capacity.getAsInt());
          }
          return new User(id, input.name(), input.email());
        });
  }

  @Override
  public Optional<User> find(long id) {
    return select("id = ?", id).stream().findFirst();
  }

  @Override
  public List<User> list(long after, int limit) {
    return select("id > ? ORDER BY id LIMIT ?", after, limit);
  }

  @Override
  public List<User> listByEmail(String email, long after, int limit) {
    return select(
        "email_lower = LOWER(CAST(? AS VARCHAR)) AND id > ? ORDER BY id LIMIT ?",
        email,
        after,
        limit);
  }

  @Override
  public boolean replace(long id, UserInput input) {
    return database.call(
        connection ->
            claiming(
                connection,
                id,
                input,
                () ->
                    Sql.update(connection, UPDATE, input.name(), input.email(), input.email(), id)
                        == 1));
  }

  @Override
  public boolean replace(User known, UserInput input) {
    return database.call(
        connection ->
            claiming(
                connection,
                known.id(),
                input,
                () ->
                    Sql.update(
                            connection,
                            UPDATE + STILL,
                            input.name(),
                            input.email(),
                            input.email(),
                            known.id(),
                            known.name(),
                            known.email())
                        == 1));
  }

  @Override
  public boolean delete(long id) {
    return database.call(connection -> Sql.update(connection, DELETE, id) == 1);
  }

  @Override
  public boolean delete(User known) {
    return database.call(
        connection ->
            Sql.update(connection, DELETE + STILL, known.id(), known.name(), known.email()) == 1);
  }

  private interface SqlWrite<T> {
    T run() throws SQLException;
  }

  /** Runs a write that gives a user an e-mail address, which the unique index guards. */
  private <T> T claiming(Connection connection, long id, UserInput input, SqlWrite<T> write)
      throws SQLException {
    if (belongsToAnother(connection, id, input.email())) {
      throw RefusedRequest.emailTaken("user");
    }
    try {
      return write.run();
    } catch (SQLException e) {
      if (!SqlFailures.duplicate(e)) {
        throw e;
      }
    }
    // Either another request was faster, or the version before this one changed the address of the
    // row that has the key, and left the key.
    Sql.update(
        connection,
        "UPDATE users SET email_key = NULL"
            + " WHERE email_key = LOWER(CAST(? AS VARCHAR)) AND email_key <> email_lower",
        input.email());
    try {
      return write.run();
    } catch (SQLException e) {
      if (SqlFailures.duplicate(e)) {
        throw RefusedRequest.emailTaken("user");
      }
      throw e;
    }
  }

  /** Also finds the rows without a key, which the version before this one wrote. */
  private static boolean belongsToAnother(Connection connection, long id, String email)
      throws SQLException {
    return !query(connection, "email_lower = LOWER(CAST(? AS VARCHAR)) AND id <> ?", email, id)
        .isEmpty();
  }

  private long insert(Connection connection, UserInput input) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO users (name, email, email_key) VALUES (?, ?, LOWER(CAST(? AS VARCHAR)))",
            new String[] {"id"})) {
      Sql.set(insert, input.name(), input.email(), input.email());
      insert.executeUpdate();
      try (ResultSet keys = insert.getGeneratedKeys()) {
        keys.next();
        return keys.getLong(1);
      }
    }
  }

  private List<User> select(String condition, Object... values) {
    return database.call(connection -> query(connection, condition, values));
  }

  private static List<User> query(Connection connection, String condition, Object... values)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT + condition)) {
      Sql.set(select, values);
      List<User> users = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          users.add(new User(rows.getLong("id"), rows.getString("name"), rows.getString("email")));
        }
      }
      return users;
    }
  }
}
