package dev.sluice.sample.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The settings of the process, from its environment. An absent or empty variable means the default.
 *
 * @param port TCP port to listen on, 0 to 65535; 0 takes any free one
 * @param version what every answer is stamped with
 * @param failPercent share of API answers that fail on purpose, 0 to 100
 * @param failStatus HTTP status of those answers, 400 to 599
 * @param delayMillis milliseconds added to each API answer, 0 to 30000
 * @param failFromSecond seconds after the start from which {@code failPercent} holds, 0 to 86400
 * @param crashAfterSecond seconds after the start at which the process ends with status 1, 1 to
 *     86400; empty for never
 * @param drainSeconds seconds for which new connections are still taken after SIGTERM, so that
 *     callers learn of it first, 0 to 300
 * @param shutdownSeconds seconds from SIGTERM to the end at the latest, drain included, 0 to 300
 * @param database where users are stored
 */
public record Settings(
    int port,
    String version,
    double failPercent,
    int failStatus,
    int delayMillis,
    int failFromSecond,
    OptionalInt crashAfterSecond,
    int drainSeconds,
    int shutdownSeconds,
    DatabaseSettings database) {

  private static final int FAIL_STATUS = 500;
  private static final int MAX_DELAY_MILLIS = 30_000;
  private static final int DAY = 86_400;

  /**
   * Reads the settings.
   *
   * @throws InvalidSettings when any is bad; it names all of them, each with its value and a remedy
   */
  public static Settings parse(Map<String, String> environment) {
    EnvironmentReader read = new EnvironmentReader(environment);
    int crashAfter = read.integer("CRASH_AFTER_SECOND", 0, 1, DAY);
    Settings settings =
        new Settings(
            read.integer("PORT", 8080, 0, 65_535),
            read.version(),
            read.percent("FAIL_PERCENT"),
            read.integer("FAIL_STATUS", FAIL_STATUS, 400, 599),
            read.integer("DELAY_MS", 0, 0, MAX_DELAY_MILLIS),
            read.integer("FAIL_FROM_SECOND", 0, 0, DAY),
            crashAfter == 0 ? OptionalInt.empty() : OptionalInt.of(crashAfter),
            read.integer("DRAIN_SECONDS", 3, 0, 300),
            read.integer("SHUTDOWN_SECONDS", 25, 0, 300),
            DatabaseSettings.read(read));
    if (settings.drainSeconds > settings.shutdownSeconds) {
      read.refuse(
          "DRAIN_SECONDS",
          Integer.toString(settings.drainSeconds),
          "at most SHUTDOWN_SECONDS, which is " + settings.shutdownSeconds);
    }
    read.throwIfRefused();
    return settings;
  }

  /** The knobs that are turned, as {@code NAME} to value, in a fixed order. */
  public Map<String, String> knobs() {
    Map<String, String> knobs = new LinkedHashMap<>();
    if (failPercent > 0) {
      knobs.put("FAIL_PERCENT", Double.toString(failPercent));
    }
    if (failStatus != FAIL_STATUS) {
      knobs.put("FAIL_STATUS", Integer.toString(failStatus));
    }
    if (failFromSecond > 0) {
      knobs.put("FAIL_FROM_SECOND", Integer.toString(failFromSecond));
    }
    if (delayMillis > 0) {
      knobs.put("DELAY_MS", Integer.toString(delayMillis));
    }
    crashAfterSecond.ifPresent(s -> knobs.put("CRASH_AFTER_SECOND", Integer.toString(s)));
    return knobs;
  }
}
