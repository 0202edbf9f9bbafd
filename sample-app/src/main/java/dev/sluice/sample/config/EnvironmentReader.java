package dev.sluice.sample.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads single variables and keeps what is wrong with them, so that all are reported at once. */
final class EnvironmentReader {

  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,62}");

  private final Map<String, String> environment;
  private final Set<String> known = new TreeSet<>();
  private final List<Refusal> refusals = new ArrayList<>();

  EnvironmentReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The variable, empty when it is not set. */
  String text(String name) {
    known.add(name);
    return environment.getOrDefault(name, "");
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
      refuse("VERSION", text, "1 to 63 letters, digits or ._+- that start with a letter or digit");
    }
    return text;
  }

  /** The constant of this name, whatever its case. */
  <T extends Enum<T>> T choice(String name, T otherwise, Class<T> type) {
    String text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    List<String> names = new ArrayList<>();
    for (T constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
      names.add(constant.name().toLowerCase(Locale.ROOT));
    }
    refuse(name, text, "one of " + String.join(", ", names));
    return otherwise;
  }

  /** Whether the variable is {@code true}; false when it is not set. */
  boolean flag(String name) {
    String text = text(name);
    if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
      refuse(name, text, "true or false");
    }
    return text.equals("true");
  }

  /** A secret of at least 16 characters. */
  Secret secret(String name) {
    String text = text(name);
    if (!text.isEmpty() && (text.length() < 16 || text.length() > 256)) {
      refuse(name, Secret.HIDDEN, "16 to 256 characters, or leave it empty");
    }
    return new Secret(text);
  }

  void refuse(String name, String value, String remedy) {
    refusals.add(new Refusal(name, value, remedy));
  }

  /**
   * Refuses the variables that were not read.
   *
   * @param remedy comes before the names of those that were
   */
  void refuseOthers(String remedy) {
    environment.forEach(
        (name, value) -> {
          if (!known.contains(name)) {
            refuse(name, value, remedy + String.join(", ", known));
          }
        });
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidSettings when any variable was refused
   */
  void throwIfRefused() {
    if (!refusals.isEmpty()) {
      throw new InvalidSettings(refusals);
    }
  }
}
