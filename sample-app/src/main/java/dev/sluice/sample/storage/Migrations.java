package dev.sluice.sample.storage;

import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema to what this version needs. Replicas that do so at once wait for each other,
 * and a schema that a later version has expanded is left unchanged.
 */
final class Migrations {

  private static final Logger log = LoggerFactory.getLogger(Migrations.class);

  private Migrations() {}

  /**
   * Applies the migrations that are not applied yet.
   *
   * @param target version of the last one
   * @return how many those were
   * @throws org.flywaydb.core.api.FlywayException when one fails, or an applied one was edited
   */
  static int apply(DataSource connections, boolean embedded, int target) {
    MigrateResult result =
        Flyway.configure()
            .dataSource(connections)
            .locations("classpath:db/migration")
            // PostgreSQL stores generated columns and wants to be asked to; H2 has no such word.
            .placeholders(Map.of("stored", embedded ? "" : "STORED"))
            .target(Integer.toString(target))
            .cleanDisabled(true)
            .load()
            .migrate();
    if (!embedded) {
      log.info(
          "migrated from={} to={} applied={}",
          Objects.requireNonNullElse(result.initialSchemaVersion, "empty"),
          // Null when there was nothing to do.
          Objects.requireNonNullElse(result.targetSchemaVersion, result.initialSchemaVersion),
          result.migrationsExecuted);
    }
    return result.migrationsExecuted;
  }
}
