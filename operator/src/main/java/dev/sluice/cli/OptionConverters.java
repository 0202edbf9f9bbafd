package dev.sluice.cli;

import dev.sluice.common.Quantities;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converters of option values. */
final class OptionConverters {
  private OptionConverters() {}

  /** A duration, such as {@code 90s} or {@code 1h30m}. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Quantities.duration(text)
          .orElseThrow(
              () -> invalid("invalid duration \"%s\"; use for example 90s or 1h30m", text));
    }
  }

  /** Requests per second, from {@code 100/s}, {@code 6000/m} or {@code 100}. */
  static final class RateConverter implements ITypeConverter<Double> {
    private static final Pattern RATE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(?:/(s|m|h))?");

    @Override
    public Double convert(String text) {
      Matcher parts = RATE.matcher(text);
      if (!parts.matches() || Double.parseDouble(parts.group(1)) == 0) {
        throw invalid("invalid rate \"%s\": must be more than 0; use for example 100/s", text);
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
  static final class ShareConverter implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      return Quantities.percent(text)
          .map(percent -> percent.movePointLeft(2))
          .filter(share -> share.compareTo(BigDecimal.ONE) <= 0)
          .map(BigDecimal::doubleValue)
          .orElseThrow(
              () ->
                  invalid(
                      "invalid percentage \"%s\": must be from 0%% to 100%%; use for example 0.5%%",
                      text));
    }
  }

  /** A point in time: RFC 3339, Unix seconds, or a duration before now. */
  static final class TimeConverter implements ITypeConverter<Instant> {
    private static final Pattern UNIX_SECONDS = Pattern.compile("[0-9]{1,11}");

    @Override
    public Instant convert(String text) {
      if (text.equals("now")) {
        return Instant.now();
      }
      if (UNIX_SECONDS.matcher(text).matches()) {
        return Instant.ofEpochSecond(Long.parseLong(text));
      }
      Optional<Duration> ago = Quantities.duration(text);
      if (ago.isPresent()) {
        return Instant.now().minus(ago.get());
      }
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeParseException e) {
        throw invalid(
            "invalid time \"%s\"; use for example 2026-01-31T12:00:00Z, or 2h for two hours ago",
            text);
      }
    }
  }

  /** A Helm release, from {@code sluice-system/sluice/3}. */
  static final class HelmReleaseConverter implements ITypeConverter<HelmRelease> {
    @Override
    public HelmRelease convert(String text) {
      return HelmRelease.parse(text)
          .orElseThrow(
              () ->
                  invalid(
                      "invalid Helm release \"%s\"; use NAMESPACE/NAME/REVISION, for example"
                          + " sluice-system/sluice/3",
                      text));
    }
  }

  private static TypeConversionException invalid(String message, String text) {
    return new TypeConversionException(message.formatted(text));
  }
}
