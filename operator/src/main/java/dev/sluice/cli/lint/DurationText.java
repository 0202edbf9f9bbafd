package dev.sluice.cli.lint;

import java.math.BigDecimal;
import java.time.Duration;

/** Times, shares and numbers as the API writes them. */
final class DurationText {
  private DurationText() {}

  /** {@code 500ms}, {@code 2500ms}: exact, in the unit that Istio counts in. */
  static String millis(double millis) {
    return decimal(millis) + "ms";
  }

  /** {@code 1h30m}, {@code 2.5s}, {@code 100ms}; exact to the millisecond. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    StringBuilder text = new StringBuilder();
    part(text, millis / 3_600_000, "h");
    part(text, millis / 60_000 % 60, "m");
    part(text, millis / 1000 % 60, "s");
    part(text, millis % 1000, "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void part(StringBuilder text, long number, String unit) {
    if (number > 0) {
      text.append(number).append(unit);
    }
  }

  /** {@code 0.5%}. */
  static String percent(double share) {
    return plain(BigDecimal.valueOf(share).movePointRight(2)) + "%";
  }

  static String decimal(double number) {
    return plain(BigDecimal.valueOf(number));
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
