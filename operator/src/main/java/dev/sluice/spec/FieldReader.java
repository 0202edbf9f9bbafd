package dev.sluice.spec;

import dev.sluice.common.Quantities;
import dev.sluice.messages.Reason;
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

  private final List<Violation> violations = new ArrayList<>();

  /**
   * Which percentages a field takes.
   *
   * @param least in percent, itself taken only where {@code included}
   * @param most in percent, itself taken
   * @param example of one that it takes
   */
  record PercentRange(int least, boolean included, int most, String example) {
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

  List<Violation> violations() {
    return List.copyOf(violations);
  }

  void reject(String field, String message) {
    violations.add(new Violation(Reason.InvalidSpec, field, message));
  }

  /** The duration; {@code absent} where there is none or it is refused. */
  Duration duration(String field, String text, Duration absent) {
    if (text == null) {
      return absent;
    }
    Optional<Duration> read = Quantities.duration(text);
    if (read.isEmpty()) {
      reject(field, "invalid duration \"" + text + "\"; use for example 30s, 1m30s or 2h");
    }
    return read.orElse(absent);
  }

  /** The percentage as a share, 0.1 for 10%; empty where it is absent or refused. */
  OptionalDouble share(String field, String text, PercentRange range) {
    if (text == null) {
      return OptionalDouble.empty();
    }
    if (PERCENTAGE.matcher(text).matches()) {
      BigDecimal percent = new BigDecimal(text.substring(0, text.length() - 1));
      if (range.take(percent)) {
        return OptionalDouble.of(percent.movePointLeft(2).doubleValue());
      }
    }
    reject(
        field,
        "invalid percentage \"%s\": must be %s; use for example %s"
            .formatted(text, range, range.example()));
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
    reject(field, "invalid number \"" + text + "\"; use for example 100 or -0.5");
    return OptionalDouble.empty();
  }

  static boolean blank(String text) {
    return text == null || text.isBlank();
  }

  /** A default of the API, which is well formed. */
  static Duration parseDefault(String duration) {
    return Quantities.duration(duration).orElseThrow();
  }
}
