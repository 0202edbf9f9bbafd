package dev.sluice.cli;

import dev.sluice.common.Quantities;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What people write after an option. */
final class OptionConverters {
  private static final Pattern RATE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(?:/(s|m|h))?");
  private static final Pattern PERCENT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)%");

  private OptionConverters() {}

  /** A length of time, such as {@code 90s} or {@code 1h30m}. */
  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Quantities.duration(text)
          .orElseThrow(
              () -> wrong("\"%s\" is no duration; give one like 90s, 250ms or 1h30m", text));
    }
  }

  /** Requests a second, from {@code 100/s}, {@code 6000/m} or {@code 100}. */
  static final class Rate implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      Matcher parts = RATE.matcher(text);
      if (!parts.matches() || Double.parseDouble(parts.group(1)) == 0) {
        throw wrong("\"%s\" is no rate above 0; give one like 100/s or 600/m", text);
      }
      double number = Double.parseDouble(parts.group(1));
      return switch (parts.group(2) == null ? "s" : parts.group(2)) {
        case "m" -> number / 60;
        case "h" -> number / 3600;
        default -> number;
      };
    }
  }

  /** A share from 0 to 1, from {@code 0.5%}. */
  static final class Share implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      Matcher parts = PERCENT.matcher(text);
      double share =
          parts.matches()
              ? new BigDecimal(parts.group(1)).movePointLeft(2).doubleValue()
              : Double.NaN;
      if (!(share <= 1)) {
        throw wrong("\"%s\" is no percentage from 0%% to 100%%; give one like 0.5%%", text);
      }
      return share;
    }
  }

  /** A moment: RFC 3339, seconds since 1970, or how long ago. */
  static final class Moment implements ITypeConverter<Instant> {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

    @Override
    public Instant convert(String text) {
      if (text.equals("now")) {
        return Instant.now();
      }
      if (SECONDS.matcher(text).matches()) {
        return Instant.ofEpochSecond(Long.parseLong(text));
      }
      if (Quantities.duration(text).isPresent()) {
        return Instant.now().minus(Quantities.duration(text).get());
      }
      try {
        return java.time.OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeParseException e) {
        throw wrong(
            "\"%s\" is no time; give one like 2026-01-31T12:00:00Z, or 2h for two hours ago", text);
      }
    }
  }

  private static TypeConversionException wrong(String message, String text) {
    return new TypeConversionException(message.formatted(text));
  }
}
