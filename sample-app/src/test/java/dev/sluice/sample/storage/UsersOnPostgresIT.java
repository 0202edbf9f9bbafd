package dev.sluice.sample.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.sample.TestPostgres;
import dev.sluice.sample.domain.User;
import dev.sluice.sample.domain.UserInput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersOnPostgresIT extends UsersContract {

  private static TestPostgres postgres;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    postgres = new TestPostgres(directory);
    postgres.start();
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
  }

  @Test
  void theContractStepKeepsEveryRowAndGivesItItsKey() throws Exception {
    Map<String, String> expanded = new HashMap<>(environment());
    expanded.put("DATABASE_SCHEMA", "2");
    Map<String, String> contracted = new HashMap<>(expanded);
    contracted.put("DATABASE_SCHEMA", "3");
    List<User> before;
    try (Database database = open(expanded)) {
      User moved = database.users().create(new UserInput("Moved", "old@x.example"));
      UsersContract.updateAsVersion1(database, moved.id(), "Moved", "new@x.example");
      UsersContract.insertAsVersion1(database, "Alone", "Alone@x.example");
      UsersContract.insertAsVersion1(database, "First", "twice@x.example");
      UsersContract.insertAsVersion1(database, "Second", "TWICE@x.example");
      before = database.users().list(0, 10);
      // The replicas that are there keep working while another one migrates.
      try (Database later = open(contracted)) {
        assertThat(database.users().list(0, 10)).isEqualTo(before);
        User ada = database.users().create(new UserInput("Ada", "ada@x.example"));
        assertThat(database.users().replace(ada, new UserInput("Ada", "al@x.example"))).isTrue();
        assertThat(later.users().delete(ada.id())).isTrue();
        assertThat(later.users().create(new UserInput("Old", "old@x.example"))).isNotNull();
      }
    }
    assertThat(
            postgres.query(
                expanded, "SELECT name || ' ' || COALESCE(email_key, '-') FROM users ORDER BY id"))
        .containsExactly(
            "Moved new@x.example",
            "Alone alone@x.example",
            "First twice@x.example",
            "Second -",
            "Old old@x.example");
    assertThatThrownBy(
            () -> postgres.query(expanded, "UPDATE users SET email = 'x@x.example' RETURNING id"))
        .hasMessageContaining("users_email_key_fits");
  }

  private static Database open(Map<String, String> environment) {
    Database database =
        Database.open(settings(environment), new SimpleMeterRegistry(), UnaryOperator.identity());
    await().until(database::answers);
    return database;
  }

  @Override
  Map<String, String> environment() {
    try {
      return postgres.emptyDatabase();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
