package dev.sluice.spec;

import dev.sluice.common.Quantities;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Reads the texts of a spec, and collects what is wrong with them. */
final class FieldReader {
  private static final Pattern PERCENTAGE = Pattern.compile("[0-9]{1,16}(\\.[0-9]{1,16})?%");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,32}(\\.[0-9]{1,32})?");

  private final List<Violation> refusals = new ArrayList<>();

  /**
   * Which percentages a field takes.
   *
   * @param least in percent, itself taken only where {@code included}
   * @param most in percent, itself taken
   * @param example of one that it takes
   */
  record Percentages(int least, boolean included, int most, String example) {
    private boolean take(BigDecimal percent) {
      int above = percent.compareTo(BigDecimal.valueOf(least));
      return (included ? above >= 0 : above > 0)
          && percent.compareTo(BigDecimal.valueOf(most)) <= 0;
    }

    @Override
    public String toString() {
      return included
          ? "from %d%% to %d%%".formatted(least, most)
          : "above %d%% and up to %d%%".formatted(least, most);
    }
  }

  List<Violation> refusals() {
    return List.copyOf(refusals);
  }

  void refuse(String field, String message) {
    refusals.add(new Violation("InvalidSpec", field, message));
  }

  /** The duration; {@code absent} where there is none or it is refused. */
  Duration duration(String field, String text, Duration absent) {
    if (text == null) {
      return absent;
    }
    Optional<Duration> read = Quantities.duration(text);
    if (read.isEmpty()) {
      refuse(field, "\"" + text + "\" is no duration; write for example 30s, 1m30s or 2h");
    }
    return read.orElse(absent);
  }

  /** The percentage as a share, 0.1 for 10%; empty where it is absent or refused. */
  OptionalDouble share(String field, String text, Percentages percentages) {
    if (text == null) {
      return OptionalDouble.empty();
    }
    if (PERCENTAGE.matcher(text).matches()) {
      BigDecimal percent = new BigDecimal(text.substring(0, text.length() - 1));
      if (percentages.take(percent)) {
        return OptionalDouble.of(percent.movePointLeft(2).doubleValue());
      }
    }
    refuse(
        field,
        "\"%s\" is no percentage %s; write for example %s"
            .formatted(text, percentages, percentages.example()));
    return OptionalDouble.empty();
  }

  /** The decimal; empty where it is absent or refused. */
  OptionalDouble decimal(String field, String text) {
    if (text == null) {
      return OptionalDouble.empty();
    }
    if (DECIMAL.matcher(text).matches()) {
      return OptionalDouble.of(new BigDecimal(text).doubleValue());
    }
    refuse(field, "\"" + text + "\" is no decimal; write for example 100 or -0.5");
    return OptionalDouble.empty();
  }

  static boolean blank(String text) {
    return text == null || text.isBlank();
  }

  /** A default of the API, which is well formed. */
  static Duration known(String duration) {
    return Quantities.duration(duration).orElseThrow();
  }
}
