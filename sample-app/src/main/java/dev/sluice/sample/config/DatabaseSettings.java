package dev.sluice.sample.config;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Where users are stored and how the database is reached.
 *
 * @param url JDBC URL of a PostgreSQL database; empty for a database in the memory of the process
 * @param user whom PostgreSQL knows this process as
 * @param password of that user; part of no text that this record makes
 * @param poolSize the most connections for requests, 1 to 32; one more watches the database
 * @param schema version that the schema is migrated to, unless it is newer already, 2 to 4
 * @param connectionTimeout the longest wait of a request for a connection, 250 ms to 10 s
 */
public record DatabaseSettings(
    String url,
    String user,
    String password,
    int poolSize,
    int schema,
    Duration connectionTimeout) {

  private static final int OLDEST_SCHEMA = 2;
  private static final int NEWEST_SCHEMA = 4;

  /** The first schema with accounts. */
  private static final int ACCOUNTS_SCHEMA = 4;

  private static final Pattern POSTGRESQL =
      Pattern.compile("jdbc:postgresql://[^/?#@\\s]+/[^/?#@\\s]+(\\?[^\\s]*)?");

  /** A password as a parameter, or before the host as in the URLs of other drivers. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("@|[?&;](user|\\w*password)=", Pattern.CASE_INSENSITIVE);

  static DatabaseSettings read(EnvironmentReader read) {
    String url = read.text("DATABASE_URL");
    String user = read.text("DATABASE_USER");
    String password = read.text("DATABASE_PASSWORD");
    if (CREDENTIALS.matcher(url).find()) {
      read.refuse(
          "DATABASE_URL",
          Secret.HIDDEN,
          "a URL without credentials, and DATABASE_USER and DATABASE_PASSWORD for those");
    } else if (!url.isEmpty() && !POSTGRESQL.matcher(url).matches()) {
      read.refuse(
          "DATABASE_URL",
          url,
          "jdbc:postgresql://HOST:PORT/DATABASE, or leave it empty for a database in memory");
    }
    if (!url.isEmpty() && user.isEmpty()) {
      read.refuse("DATABASE_USER", user, "the name of a PostgreSQL user, as DATABASE_URL is set");
    }
    // Users would be kept in memory, and lost, where a database was meant.
    String needsUrl = "it with DATABASE_URL only, or set that";
    if (url.isEmpty() && !user.isEmpty()) {
      read.refuse("DATABASE_USER", user, needsUrl);
    }
    if (url.isEmpty() && !password.isEmpty()) {
      read.refuse("DATABASE_PASSWORD", Secret.HIDDEN, needsUrl);
    }
    return new DatabaseSettings(
        url,
        user,
        password,
        read.integer("DATABASE_POOL_SIZE", 8, 1, 32),
        read.integer("DATABASE_SCHEMA", NEWEST_SCHEMA, OLDEST_SCHEMA, NEWEST_SCHEMA),
        Duration.ofMillis(read.integer("DATABASE_CONNECTION_TIMEOUT_MS", 3_000, 250, 10_000)));
  }

  /** Whether the database is in the memory of this process. */
  public boolean embedded() {
    return url.isEmpty();
  }

  /** Whether the schema has accounts. */
  public boolean hasAccounts() {
    return schema >= ACCOUNTS_SCHEMA;
  }

  /** The database for logs: without the parameters of the URL. */
  public String name() {
    return embedded() ? "memory" : url.replaceFirst("\\?.*", "");
  }

  @Override
  public String toString() {
    return "DatabaseSettings[" + name() + ", user=" + user + ", poolSize=" + poolSize + "]";
  }
}
