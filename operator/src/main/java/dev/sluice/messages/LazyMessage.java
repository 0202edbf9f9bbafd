package dev.sluice.messages;

import java.util.Arrays;
import java.util.List;

/**
 * A message that is formatted when it is read: most verdicts are never shown, and keep only their
 * numbers.
 *
 * @param format as of {@link String#format}, with {@code %s} for each part
 * @param parts strings, numbers and other messages
 */
public record LazyMessage(String format, List<Object> parts) {
  public LazyMessage {
    parts = List.copyOf(parts);
  }

  static LazyMessage of(String format, Object... parts) {
    return new LazyMessage(format, Arrays.asList(parts));
  }

  /** The message as part of a sentence: {@code canary failed 7/18 requests}. */
  @Override
  public String toString() {
    return format.formatted(parts.toArray());
  }

  /** The message as a sentence: {@code Canary failed 7/18 requests}. */
  public String sentence() {
    String text = toString();
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
