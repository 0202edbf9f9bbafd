package dev.sluice.common;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as Kubernetes writes them, durations as Go and Istio do. */
public final class Quantities {
  private Quantities() {}

  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");

  /** Length of a text without seconds, which is how a whole minute is written. */
  private static final int MINUTES = "2026-01-01T00:00".length();

  private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");

  /** RFC 3339, UTC, whole seconds; null stays null. */
  public static String text(Instant time) {
    if (time == null) {
      return null;
    }
    String text = LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC).toString();
    return text.length() == MINUTES ? text + ":00Z" : text + "Z";
  }

  /** Reads {@code 90s}, {@code 1m30s}, {@code 0.5s}, {@code 250ms}; empty where it is none. */
  public static Optional<Duration> duration(String text) {
    if (text == null || !WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    BigDecimal millis = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      long unit =
          switch (part.group(2)) {
            case "ms" -> 1L;
            case "s" -> 1_000L;
            case "m" -> 60_000L;
            default -> 3_600_000L;
          };
      millis = millis.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
    }
    return millis.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(millis.longValue()));
  }

  /** As people say it: {@code 45s}, {@code 2m10s}, {@code 1h5m}; below a second in milliseconds. */
  public static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds == 0) {
      return duration.isZero() ? "0s" : duration.toMillis() + "ms";
    }
    long hours = seconds / 3600;
    long minutes = seconds % 3600 / 60;
    long rest = seconds % 60;
    StringBuilder text = new StringBuilder();
    if (hours > 0) {
      text.append(hours).append('h');
    }
    if (minutes > 0) {
      text.append(minutes).append('m');
    }
    if (rest > 0) {
      text.append(rest).append('s');
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }
}
