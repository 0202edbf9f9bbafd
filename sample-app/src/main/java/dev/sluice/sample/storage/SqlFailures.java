package dev.sluice.sample.storage;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import org.flywaydb.core.api.FlywayException;

/** What a failure of the database means, by its SQLSTATE. */
final class SqlFailures {

  /** The kind of failure that says that the database is away. */
  static final String CONNECTION = "connection";

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String OUT_OF_CONNECTIONS = "53300";

  private SqlFailures() {}

  /** Whether the same statement may work later, on this connection or another. */
  static boolean passing(SQLException e) {
    String state = state(e);
    return e instanceof SQLTransientConnectionException
        || connection(state)
        || state.equals(OUT_OF_CONNECTIONS);
  }

  /** Whether a unique index refused the row. */
  static boolean duplicate(SQLException e) {
    return state(e).equals(UNIQUE_VIOLATION);
  }

  /** A short name of the kind of failure, equal for failures that need not be logged twice. */
  static String kind(Throwable e) {
    if (e instanceof SQLException sql) {
      return connection(state(sql)) ? CONNECTION : state(sql);
    }
    if (e instanceof FlywayException && e.getCause() instanceof SQLException sql) {
      return kind(sql);
    }
    return e.getClass().getName();
  }

  /** What went wrong, on one line. */
  static String reason(Throwable e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ").replace('"', '\'');
  }

  private static boolean connection(String state) {
    // Class 08 is the connection; 57P01 to 57P03 are a server that shuts down or starts up; 90067
    // and 90098 are H2's for a database that was closed.
    return state.startsWith("08")
        || state.startsWith("57P")
        || state.equals("90067")
        || state.equals("90098");
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState().toUpperCase(Locale.ROOT);
  }
}
