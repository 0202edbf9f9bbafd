package dev.sluice.sample;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL server on this machine that tests can stop and start, always on one port. */
public final class TestPostgres implements AutoCloseable {

  static final String PASSWORD = "s3cret";
  private static final String PASSWORD_RULE = "host all app 127.0.0.1/32 scram-sha-256\n";

  private final AtomicInteger databases = new AtomicInteger();
  private final Path directory;
  private final int port;
  private EmbeddedPostgres server;

  /**
   * Reserves a port; the server does not run yet.
   *
   * @param directory an empty one, for the data
   */
  public TestPostgres(Path directory) throws IOException {
    this.directory = directory;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
  }

  /** Starts the server, with what its databases held when it was stopped. */
  public void start() throws Exception {
    server =
        EmbeddedPostgres.builder()
            .setPort(port)
            .setDataDirectory(directory.resolve("data"))
            .setCleanDataDirectory(false)
            .start();
    Path access = directory.resolve("data").resolve("pg_hba.conf");
    String rules = Files.readString(access);
    if (!rules.startsWith(PASSWORD_RULE)) {
      // The first rule that fits decides; the others trust whoever comes from this machine.
      Files.writeString(access, PASSWORD_RULE + rules);
      try (Connection connection = administrator("postgres");
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE ROLE app LOGIN PASSWORD '" + PASSWORD + "'");
        statement.execute("SELECT pg_reload_conf()");
      }
    }
  }

  /** Stops the server and ends its connections. */
  public void stop() throws IOException {
    server.close();
    server = null;
  }

  /** Stops every process of the server without ending it: connections stay, and nothing answers. */
  public void freeze() throws Exception {
    signal("-STOP");
  }

  /** Ends what {@link #freeze} began. */
  public void thaw() throws Exception {
    signal("-CONT");
  }

  private void signal(String name) throws Exception {
    long pid =
        Long.parseLong(
            Files.readAllLines(directory.resolve("data").resolve("postmaster.pid")).get(0));
    List<String> command = new ArrayList<>(List.of("kill", name, Long.toString(pid)));
    ProcessHandle.of(pid)
        .orElseThrow()
        .descendants()
        .forEach(process -> command.add(Long.toString(process.pid())));
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed");
    }
  }

  /** Creates an empty database; returns the environment that leads to it. */
  public Map<String, String> emptyDatabase() throws SQLException {
    String name = "users" + databases.incrementAndGet();
    try (Connection connection = administrator("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " OWNER app");
    }
    return Map.of("DATABASE_URL", url(name), "DATABASE_USER", "app", "DATABASE_PASSWORD", PASSWORD);
  }

  private Connection administrator(String database) throws SQLException {
    return DriverManager.getConnection(url(database), "postgres", "");
  }

  /** Runs statements; returns the first column of what the last one finds. */
  public List<String> query(Map<String, String> environment, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                environment.get("DATABASE_URL"),
                environment.get("DATABASE_USER"),
                environment.get("DATABASE_PASSWORD"));
        Statement statement = connection.createStatement()) {
      List<String> found = new ArrayList<>();
      boolean rows = statement.execute(sql);
      while (!rows && statement.getUpdateCount() >= 0) {
        rows = statement.getMoreResults();
      }
      if (rows) {
        try (ResultSet result = statement.getResultSet()) {
          while (result.next()) {
            found.add(result.getString(1));
          }
        }
      }
      return found;
    }
  }

  private String url(String name) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      stop();
    }
  }
}
