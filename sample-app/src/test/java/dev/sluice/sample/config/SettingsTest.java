package dev.sluice.sample.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static final String ADMIN_TOKEN = "0123456789abcdef";
  private static final DatabaseSettings MEMORY =
      new DatabaseSettings("", "", "", 8, 4, Duration.ofSeconds(3));

  private static final CallSettings ALONE = new CallSettings("", "");
  private static final TokenSettings TOKENS =
      new TokenSettings("users", Duration.ofMinutes(15), "");
  private static final TelemetrySettings SILENT =
      new TelemetrySettings("", "users", LogFormat.AUTO);

  @Test
  void nothingSetIsHealthy() {
    assertThat(Settings.parse(Map.of()))
        .isEqualTo(
            new Settings(
                8080,
                OptionalInt.empty(),
                "dev",
                Faults.NONE,
                new Secret(""),
                3,
                25,
                MEMORY,
                ALONE,
                TOKENS,
                SILENT));
    assertThat(Faults.NONE.variables()).isEmpty();
  }

  @Test
  void emptyIsTheDefault() {
    assertThat(Settings.parse(Map.of("PORT", "", "VERSION", "", "FAIL_PERCENT", "")))
        .isEqualTo(Settings.parse(Map.of()));
  }

  @Test
  void everySettingIsRead() {
    Settings settings =
        Settings.parse(
            Map.ofEntries(
                Map.entry("PORT", "0"),
                Map.entry("GRPC_PORT", "9090"),
                Map.entry("VERSION", "1.5.0-rc.1"),
                Map.entry("FAIL_PERCENT", "0.5"),
                Map.entry("FAIL_STATUS", "404"),
                Map.entry("ADMIN_TOKEN", ADMIN_TOKEN),
                Map.entry("DRAIN_SECONDS", "1"),
                Map.entry("SHUTDOWN_SECONDS", "2"),
                Map.entry("TOKEN_ISSUER", "https://users.example"),
                Map.entry("TOKEN_SECONDS", "60")));
    assertThat(settings)
        .isEqualTo(
            new Settings(
                0,
                OptionalInt.of(9090),
                "1.5.0-rc.1",
                Faults.parse(Map.of("FAIL_PERCENT", "0.5", "FAIL_STATUS", "404")),
                new Secret(ADMIN_TOKEN),
                1,
                2,
                MEMORY,
                ALONE,
                new TokenSettings("https://users.example", Duration.ofSeconds(60), ""),
                SILENT));
    assertThat(settings.toString()).doesNotContain(ADMIN_TOKEN);
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, 65536, 0 to 65535",
    "PORT, http, 0 to 65535",
    "VERSION, 'a b', letters",
    "VERSION, -1, letters",
    "FAIL_PERCENT, 101, 0 to 100",
    "DRAIN_SECONDS, 26, 'SHUTDOWN_SECONDS, which is 25'",
    "SHUTDOWN_SECONDS, 301, 0 to 300",
    "DATABASE_URL, postgres://db/users, jdbc:postgresql://HOST:PORT/DATABASE",
    "DATABASE_URL, jdbc:postgresql://db, jdbc:postgresql://HOST:PORT/DATABASE",
    "DATABASE_URL, jdbc:h2:mem:users, jdbc:postgresql://HOST:PORT/DATABASE",
    "DATABASE_USER, users, with DATABASE_URL only",
    "DATABASE_POOL_SIZE, 0, 1 to 32",
    "DATABASE_SCHEMA, 1, 2 to 4",
    "TOKEN_ISSUER, 'a b', without spaces",
    "TOKEN_SECONDS, 59, 60 to 86400",
    "OTEL_EXPORTER_OTLP_ENDPOINT, collector:4318, http://HOST:4318",
    "LOG_FORMAT, xml, 'auto, json, plain'",
    "GREETINGS_URL, greetings:8080, http://HOST:PORT",
    "GREETINGS_URL, http://greetings/path, http://HOST:PORT",
    "DATABASE_CONNECTION_TIMEOUT_MS, 10001, 250 to 10000",
  })
  void aBadValueIsRefusedWithNameValueAndRemedy(String name, String value, String remedy) {
    assertThatThrownBy(() -> Settings.parse(Map.of(name, value)))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("setting=" + name + " value=\"" + value + "\"")
        .hasMessageContaining(remedy);
  }

  @Test
  void aShortTokenIsRefusedAndNotShown() {
    assertThatThrownBy(() -> Settings.parse(Map.of("ADMIN_TOKEN", "s3cret")))
        .hasMessageContaining("setting=ADMIN_TOKEN value=\"(hidden)\"")
        .hasMessageContaining("16 to 256 characters")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void allBadValuesAreToldAtOnce() {
    assertThatThrownBy(() -> Settings.parse(Map.of("PORT", "x", "DELAY_MS", "y")))
        .isInstanceOfSatisfying(InvalidSettings.class, e -> assertThat(e.refusals()).hasSize(2));
  }

  @Test
  void aDatabaseIsRead() {
    DatabaseSettings database =
        Settings.parse(
                Map.of(
                    "DATABASE_URL", "jdbc:postgresql://db:5432/users?ssl=true",
                    "DATABASE_USER", "app",
                    "DATABASE_PASSWORD", "s3cret",
                    "DATABASE_POOL_SIZE", "4",
                    "DATABASE_SCHEMA", "2",
                    "DATABASE_CONNECTION_TIMEOUT_MS", "500"))
            .database();
    assertThat(database)
        .isEqualTo(
            new DatabaseSettings(
                "jdbc:postgresql://db:5432/users?ssl=true",
                "app",
                "s3cret",
                4,
                2,
                Duration.ofMillis(500)));
    assertThat(database.name()).isEqualTo("jdbc:postgresql://db:5432/users");
    assertThat(database.toString()).doesNotContain("s3cret");
  }

  @Test
  void aDatabaseNeedsAUser() {
    String url = "jdbc:postgresql://db/users";
    assertThatThrownBy(() -> Settings.parse(Map.of("DATABASE_URL", url)))
        .hasMessageContaining("setting=DATABASE_USER value=\"\"");
    assertThat(Settings.parse(Map.of("DATABASE_URL", url, "DATABASE_USER", "app")).database())
        .returns(false, DatabaseSettings::embedded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://app:s3cret@db/users",
        "jdbc:postgresql://app:s3cret@db/users",
        "jdbc:postgresql://db/users?password=s3cret",
        "jdbc:postgresql://db/users?ssl=true&sslPassword=s3cret",
        "jdbc:h2:mem:users;PASSWORD=s3cret",
      })
  void aPasswordInTheUrlIsRefusedAndNotShown(String url) {
    assertThatThrownBy(() -> Settings.parse(Map.of("DATABASE_URL", url, "DATABASE_USER", "app")))
        .hasMessageContaining("setting=DATABASE_URL value=\"(hidden)\"")
        .hasMessageContaining("DATABASE_PASSWORD")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void aPasswordWithoutADatabaseIsRefusedAndNotShown() {
    assertThatThrownBy(() -> Settings.parse(Map.of("DATABASE_PASSWORD", "s3cret")))
        .hasMessageContaining("setting=DATABASE_PASSWORD value=\"(hidden)\"")
        .hasMessageNotContaining("s3cret");
  }
}
