package dev.sluice.sample.config;

import java.util.Map;
import java.util.OptionalInt;

/**
 * The settings of the process, from its environment. An absent or empty variable means the default.
 *
 * @param port TCP port to listen on, 0 to 65535; 0 takes any free one
 * @param grpcPort TCP port for gRPC, 0 to 65535; 0 takes any free one; empty for no gRPC
 * @param version what every answer is stamped with
 * @param faults what goes wrong on purpose
 * @param adminToken what requests to {@code /admin} must bear; without one they are refused
 * @param drainSeconds seconds for which new connections are still taken after SIGTERM, so that
 *     callers learn of it first, 0 to 300
 * @param shutdownSeconds seconds from SIGTERM to the end at the latest, drain included, 0 to 300
 * @param database where users are stored
 * @param calls how the greetings service is called
 * @param tokens how accounts log in
 * @param telemetry what the process says of itself
 */
public record Settings(
    int port,
    OptionalInt grpcPort,
    String version,
    Faults faults,
    Secret adminToken,
    int drainSeconds,
    int shutdownSeconds,
    DatabaseSettings database,
    CallSettings calls,
    TokenSettings tokens,
    TelemetrySettings telemetry) {

  /**
   * Reads the settings.
   *
   * @throws InvalidSettings when any is bad; it names all of them, each with its value and a remedy
   */
  public static Settings parse(Map<String, String> environment) {
    EnvironmentReader read = new EnvironmentReader(environment);
    Settings settings =
        new Settings(
            read.integer("PORT", 8080, 0, 65_535),
            read.text("GRPC_PORT").isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(read.integer("GRPC_PORT", 0, 0, 65_535)),
            read.version(),
            Faults.read(read),
            read.secret("ADMIN_TOKEN"),
            read.integer("DRAIN_SECONDS", 3, 0, 300),
            read.integer("SHUTDOWN_SECONDS", 25, 0, 300),
            DatabaseSettings.read(read),
            CallSettings.read(read),
            TokenSettings.read(read),
            TelemetrySettings.read(read));
    if (settings.drainSeconds > settings.shutdownSeconds) {
      read.refuse(
          "DRAIN_SECONDS",
          Integer.toString(settings.drainSeconds),
          "at most SHUTDOWN_SECONDS, which is " + settings.shutdownSeconds);
    }
    read.throwIfRefused();
    return settings;
  }
}
