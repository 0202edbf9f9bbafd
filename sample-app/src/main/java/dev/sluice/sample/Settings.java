package dev.sluice.sample;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

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
 */
record Settings(
    int port,
    String version,
    double failPercent,
    int failStatus,
    int delayMillis,
    int failFromSecond,
    OptionalInt crashAfterSecond,
    int drainSeconds,
    int shutdownSeconds) {

  static final int FAIL_STATUS = 500;
  static final int MAX_DELAY_MILLIS = 30_000;
  private static final int DAY = 86_400;
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,62}");

  /**
   * Reads the settings.
   *
   * @throws InvalidSettings when any is bad; it names all of them, each with its value and a remedy
   */
  static Settings parse(Map<String, String> environment) {
    Reader read = new Reader(environment);
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
            read.integer("SHUTDOWN_SECONDS", 25, 0, 300));
    if (settings.drainSeconds > settings.shutdownSeconds) {
      read.refuse(
          "DRAIN_SECONDS",
          Integer.toString(settings.drainSeconds),
          "at most SHUTDOWN_SECONDS, which is " + settings.shutdownSeconds);
    }
    if (!read.errors.isEmpty()) {
      throw new InvalidSettings(read.errors);
    }
    return settings;
  }

  /** The knobs that are turned, as {@code NAME} to value, in a fixed order. */
  Map<String, String> knobs() {
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

  /** Thrown for settings that cannot be used. */
  static final class InvalidSettings extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> errors;

    InvalidSettings(List<String> errors) {
      super(String.join("; ", errors));
      this.errors = List.copyOf(errors);
    }

    /** One sentence for each bad setting. */
    List<String> errors() {
      return errors;
    }
  }

  /** Reads single variables and keeps what is wrong with them, so that all are reported at once. */
  private static final class Reader {
    private final Map<String, String> environment;
    private final List<String> errors = new ArrayList<>();

    Reader(Map<String, String> environment) {
      this.environment = environment;
    }

    int integer(String name, int otherwise, int least, int most) {
      String text = text(name);
      if (text.isEmpty()) {
        return otherwise;
      }
      try {
        int value = Integer.parseInt(text);
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Reported below, in the same words as a number out of range.
      }
      refuse(name, text, "a whole number from " + least + " to " + most);
      return otherwise;
    }

    double percent(String name) {
      String text = text(name);
      if (text.isEmpty()) {
        return 0;
      }
      // Not every text that parseDouble takes is a percentage to a reader: NaN, 1e1, 0x1p3, 5d.
      if (text.matches("[0-9]{1,3}(\\.[0-9]{1,6})?")) {
        double value = Double.parseDouble(text);
        if (value <= 100) {
          return value;
        }
      }
      refuse(name, text, "a number from 0 to 100 without a % sign, such as 50 or 0.5");
      return 0;
    }

    String version() {
      String text = text("VERSION");
      if (text.isEmpty()) {
        return "dev";
      }
      if (!VERSION.matcher(text).matches()) {
        refuse(
            "VERSION", text, "1 to 63 letters, digits or ._+- that start with a letter or digit");
      }
      return text;
    }

    void refuse(String name, String value, String remedy) {
      errors.add("setting=" + name + " value=\"" + value + "\" remedy=\"use " + remedy + "\"");
    }

    private String text(String name) {
      return environment.getOrDefault(name, "");
    }
  }
}
