package dev.sluice.analysis;

import java.util.Arrays;
import java.util.List;

/**
 * A sentence for people, put into words when it is read: of most judgements only the numbers are.
 *
 * @param format as of {@link String#format}, with {@code %s} for each part
 * @param parts texts, numbers that know how people write them, and sentences
 */
public record LazyMessage(String format, List<Object> parts) {
  /** Makes the list unmodifiable. */
  public LazyMessage {
    parts = List.copyOf(parts);
  }

  static LazyMessage of(String format, Object... parts) {
    return new LazyMessage(format, Arrays.asList(parts));
  }

  /** All of them, in order. */
  static LazyMessage joined(List<LazyMessage> sentences) {
    return new LazyMessage(
        String.join("; ", sentences.stream().map(sentence -> "%s").toList()),
        List.copyOf(sentences));
  }

  @Override
  public String toString() {
    return format.formatted(parts.toArray());
  }
}
