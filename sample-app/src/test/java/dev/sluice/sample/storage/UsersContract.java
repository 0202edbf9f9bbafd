package dev.sluice.sample.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.sample.config.DatabaseSettings;
import dev.sluice.sample.config.Settings;
import dev.sluice.sample.domain.Account;
import dev.sluice.sample.domain.Accounts;
import dev.sluice.sample.domain.RefusedRequest;
import dev.sluice.sample.domain.Role;
import dev.sluice.sample.domain.User;
import dev.sluice.sample.domain.UserInput;
import dev.sluice.sample.domain.Users;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.PreparedStatement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for the users of every database. Each test has an empty one. */
abstract class UsersContract {

  private static final UserInput ADA = new UserInput("Ada", "ada@x.example");
  private static final UserInput BOB = new UserInput("Bob", "bob@x.example");

  private Database database;
  private Users users;

  /** The environment that leads to an empty database. */
  abstract Map<String, String> environment();

  @BeforeEach
  void open() {
    open(environment());
  }

  private void open(Map<String, String> environment) {
    database =
        Database.open(settings(environment), new SimpleMeterRegistry(), UnaryOperator.identity());
    await().until(database::answers);
    users = database.users();
  }

  /** An empty database with the schema on which the first version works. */
  private void openExpanded() throws Exception {
    database.close();
    Map<String, String> environment = new HashMap<>(environment());
    environment.put("DATABASE_SCHEMA", "2");
    open(environment);
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  static DatabaseSettings settings(Map<String, String> environment) {
    return Settings.parse(environment).database();
  }

  @Test
  void storesReadsReplacesAndDeletes() {
    User ada = users.create(ADA);
    assertThat(users.find(ada.id())).contains(ada);
    assertThat(users.replace(ada.id(), BOB)).isTrue();
    User bob = new User(ada.id(), "Bob", "bob@x.example");
    assertThat(users.find(ada.id())).contains(bob);
    assertThat(users.delete(ada.id())).isTrue();
    assertThat(users.find(ada.id())).isEmpty();
    assertThat(users.delete(ada.id())).isFalse();
    assertThat(users.replace(ada.id(), ADA)).isFalse();
  }

  @Test
  void aUserWhoChangedIsNeitherReplacedNorDeleted() {
    User ada = users.create(ADA);
    User renamed = new User(ada.id(), "Ada L.", ada.email());
    assertThat(users.replace(ada, new UserInput("Ada L.", ada.email()))).isTrue();
    assertThat(users.replace(ada, BOB)).isFalse();
    assertThat(users.delete(ada)).isFalse();
    assertThat(users.find(ada.id())).contains(renamed);
    assertThat(users.delete(renamed)).isTrue();
  }

  @Test
  void anAddressBelongsToOneUserWhateverItsCase() {
    User ada = users.create(ADA);
    User bob = users.create(BOB);
    UserInput shouting = new UserInput("Eve", "ADA@X.example");
    assertThatThrownBy(() -> users.create(shouting)).isInstanceOf(RefusedRequest.class);
    assertThatThrownBy(() -> users.replace(bob.id(), shouting)).isInstanceOf(RefusedRequest.class);
    assertThatThrownBy(() -> users.replace(bob, shouting)).isInstanceOf(RefusedRequest.class);
    assertThat(users.replace(ada.id(), shouting)).isTrue();
    assertThat(users.delete(ada.id())).isTrue();
    assertThat(users.create(shouting).email()).isEqualTo("ADA@X.example");
  }

  @Test
  void ofManyWhoWantAnAddressAtOnceOneGetsIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 20; round++) {
        UserInput wanted = new UserInput("Ada", "ada" + round + "@x.example");
        List<Future<User>> results =
            threads.invokeAll(
                List.<Callable<User>>of(
                    create(wanted), create(wanted), create(wanted), create(wanted)));
        assertThat(results).filteredOn(UsersContract::succeeded).hasSize(1);
        assertThat(users.listByEmail(wanted.email(), 0, 10)).hasSize(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void listsByIdAndByAddress() {
    User ada = users.create(ADA);
    User bob = users.create(BOB);
    assertThat(users.list(0, 10)).containsExactly(ada, bob);
    assertThat(users.list(0, 1)).containsExactly(ada);
    assertThat(users.list(ada.id(), 10)).containsExactly(bob);
    assertThat(users.listByEmail("BOB@x.EXAMPLE", 0, 10)).containsExactly(bob);
    assertThat(users.listByEmail("BOB@x.EXAMPLE", bob.id(), 10)).isEmpty();
    assertThat(users.listByEmail("%", 0, 10)).isEmpty();
  }

  @Test
  void anAddressBelongsToOneAccountWhateverItsCase() {
    Accounts accounts = database.accounts().orElseThrow();
    Account ada = accounts.create("ada@x.example", "hash");
    assertThatThrownBy(() -> accounts.create("ADA@x.example", "other"))
        .isInstanceOf(RefusedRequest.class);
    assertThat(accounts.login("ADA@X.example")).contains(new Accounts.Login(ada, "hash"));
    assertThat(accounts.login("eve@x.example")).isEmpty();
    assertThat(accounts.find(ada.id())).contains(ada);
    assertThat(accounts.setRole(ada.id(), Role.ADMIN)).isTrue();
    assertThat(accounts.setRole(ada.id() + 99, Role.ADMIN)).isFalse();
    assertThat(accounts.list(0, 10))
        .containsExactly(new Account(ada.id(), "ada@x.example", Role.ADMIN));
    assertThat(accounts.list(ada.id(), 10)).isEmpty();
  }

  @Test
  void theStatementsOfTheFirstVersionWorkOnTheExpandedSchema() throws Exception {
    openExpanded();
    long first = insertAsVersion1(database, "Ada", "ada@x.example");
    long second = insertAsVersion1(database, "Ada again", "Ada@x.example");
    assertThat(updateAsVersion1(database, first, "Ada L.", "al@x.example")).isEqualTo(1);
    // Both address and owner are what this version finds, not what it last wrote.
    assertThat(users.listByEmail("AL@x.example", 0, 10))
        .extracting(User::id)
        .containsExactly(first);
    assertThat(users.listByEmail("ada@x.example", 0, 10))
        .extracting(User::id)
        .containsExactly(second);
    assertThatThrownBy(() -> users.create(ADA)).isInstanceOf(RefusedRequest.class);
    database.call(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  "SELECT id, name, email FROM users WHERE id > ? ORDER BY id LIMIT ?")) {
            select.setLong(1, 0);
            select.setInt(2, 5);
            try (var rows = select.executeQuery()) {
              assertThat(rows.next()).isTrue();
              assertThat(rows.getString("name")).isEqualTo("Ada L.");
            }
          }
          return null;
        });
    assertThat(
            database.<Integer>call(
                connection -> {
                  try (var delete = connection.prepareStatement("DELETE FROM users WHERE id = ?")) {
                    delete.setLong(1, second);
                    return delete.executeUpdate();
                  }
                }))
        .isEqualTo(1);
  }

  @Test
  void anAddressThatTheFirstVersionTookFromAUserIsFreeAgain() throws Exception {
    openExpanded();
    User ada = users.create(ADA);
    User bob = users.create(BOB);
    // The first version may do both; it knows of no key.
    assertThat(updateAsVersion1(database, ada.id(), "Ada", "bob@x.example")).isEqualTo(1);
    assertThat(users.create(ADA).email()).isEqualTo(ADA.email());
    assertThat(updateAsVersion1(database, bob.id(), "Bob", "b@x.example")).isEqualTo(1);
    assertThat(users.replace(ada.id(), BOB)).isTrue();
  }

  static int updateAsVersion1(Database database, long id, String name, String email) {
    return database.call(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement("UPDATE users SET name = ?, email = ? WHERE id = ?")) {
            update.setString(1, name);
            update.setString(2, email);
            update.setLong(3, id);
            return update.executeUpdate();
          }
        });
  }

  static long insertAsVersion1(Database database, String name, String email) {
    return database.call(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO users (name, email) VALUES (?, ?)", new String[] {"id"})) {
            insert.setString(1, name);
            insert.setString(2, email);
            insert.executeUpdate();
            try (var keys = insert.getGeneratedKeys()) {
              keys.next();
              return keys.getLong(1);
            }
          }
        });
  }

  private Callable<User> create(UserInput input) {
    return () -> users.create(input);
  }

  private static boolean succeeded(Future<User> result) {
    try {
      return result.get() != null;
    } catch (Exception e) {
      assertThat(e).hasCauseInstanceOf(RefusedRequest.class);
      return false;
    }
  }
}
