package dev.sluice.sample.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sample.domain.StorageUnavailable;
import dev.sluice.sample.domain.User;
import dev.sluice.sample.domain.UserInput;
import dev.sluice.sample.domain.Users;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class UsersOnH2Test extends UsersContract {

  private static final UserInput LOAD = new UserInput("Load", "load@x.example");

  @Override
  Map<String, String> environment() {
    return Map.of();
  }

  private static Database open(Map<String, String> environment) throws Exception {
    Database database =
        Database.open(settings(environment), new SimpleMeterRegistry(), UnaryOperator.identity());
    database.awaitEmbedded();
    return database;
  }

  @Test
  void databasesAreApart() throws Exception {
    try (Database one = open(Map.of());
        Database other = open(Map.of())) {
      one.users().create(LOAD);
      assertThat(other.users().list(0, 10)).isEmpty();
    }
  }

  @Test
  void theNewestAreKept() throws Exception {
    try (Database database = open(Map.of())) {
      Users users = database.users();
      for (int i = 0; i < Database.EMBEDDED_CAPACITY + 5; i++) {
        users.create(new UserInput("Load", i + "@x.example"));
      }
      assertThat(users.list(0, 1)).extracting(User::id).containsExactly(6L);
      assertThat(users.list(0, 2 * Database.EMBEDDED_CAPACITY)).hasSize(Database.EMBEDDED_CAPACITY);
    }
  }

  @Test
  void aClosedDatabaseDoesNotAnswer() throws Exception {
    Database database = open(Map.of());
    assertThat(database.answers()).isTrue();
    database.close();
    assertThat(database.answers()).isFalse();
    assertThatThrownBy(() -> database.users().find(1)).isInstanceOf(StorageUnavailable.class);
  }
}
