package dev.sluice.sample.storage;

import dev.sluice.sample.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

  @Override
  Map<String, String> environment() {
    try {
      return postgres.emptyDatabase();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
