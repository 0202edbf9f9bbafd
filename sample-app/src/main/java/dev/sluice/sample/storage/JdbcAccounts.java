package dev.sluice.sample.storage;

import dev.sluice.sample.domain.Account;
import dev.sluice.sample.domain.Accounts;
import dev.sluice.sample.domain.RefusedRequest;
import dev.sluice.sample.domain.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Accounts in SQL that PostgreSQL and H2 both take. */
final class JdbcAccounts implements Accounts {

  private static final String SELECT = "SELECT id, email, role, password_hash FROM accounts WHERE ";

  private final Database database;
  private final OptionalInt capacity;

  /**
   * @param capacity how many accounts are kept, the newest; empty for all
   */
  JdbcAccounts(Database database, OptionalInt capacity) {
    this.database = database;
    this.capacity = capacity;
  }

  @Override
  public Account create(String email, String passwordHash) {
    return database.call(
        connection -> {
          long id = insert(connection, email, passwordHash);
          if (capacity.isPresent()) {
            Sql.update(connection, "DELETE FROM accounts WHERE id <= ?", id - capacity.getAsInt());
          }
          return new Account(id, email, Role.USER);
        });
  }

  @Override
  public Optional<Login> login(String email) {
    return select("email_key = LOWER(CAST(? AS VARCHAR))", email).stream().findFirst();
  }

  @Override
  public Optional<Account> find(long id) {
    return select("id = ?", id).stream().map(Login::account).findFirst();
  }

  @Override
  public List<Account> list(long after, int limit) {
    return select("id > ? ORDER BY id LIMIT ?", after, limit).stream().map(Login::account).toList();
  }

  @Override
  public boolean setRole(long id, Role role) {
    return database.call(
        connection ->
            Sql.update(connection, "UPDATE accounts SET role = ? WHERE id = ?", role.name(), id)
                == 1);
  }

  private static long insert(Connection connection, String email, String passwordHash)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO accounts (email, email_key, password_hash, role)"
                + " VALUES (?, LOWER(CAST(? AS VARCHAR)), ?, ?)",
            new String[] {"id"})) {
      Sql.set(insert, email, email, passwordHash, Role.USER.name());
      insert.executeUpdate();
      try (ResultSet keys = insert.getGeneratedKeys()) {
        keys.next();
        return keys.getLong(1);
      }
    } catch (SQLException e) {
      if (SqlFailures.duplicate(e)) {
        throw RefusedRequest.emailTaken("account");
      }
      throw e;
    }
  }

  private List<Login> select(String condition, Object... values) {
    return database.call(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(SELECT + condition)) {
            Sql.set(select, values);
            List<Login> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                found.add(login(rows));
              }
            }
            return found;
          }
        });
  }

  private static Login login(ResultSet row) throws SQLException {
    Account account =
        new Account(row.getLong("id"), row.getString("email"), Role.valueOf(row.getString("role")));
    return new Login(account, row.getString("password_hash"));
  }
}
