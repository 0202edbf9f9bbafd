package dev.sluice.analysis;

import java.util.Arrays;
import java.util.List;

/**
 * A sentence for people, put into words when it is read: of most judgements only the numbers are.
 *
 * @param format as of {@link String#format}, with {@code %s} for each part
 * @param parts texts, numbers that know how people write them, and sentences
 */
public record Sentence(String format, List<Object> parts) {
  /** Makes the list unmodifiable. */
  public Sentence {
    parts = List.copyOf(parts);
  }

  static Sentence of(String format, Object... parts) {
    return new Sentence(format, Arrays.asList(parts));
  }

  /** All of them, in order. */
  static Sentence joined(List<Sentence> sentences) {
    return new Sentence(
        String.join("; ", sentences.stream().map(sentence -> "%s").toList()),
        List.copyOf(sentences));
  }

  @Override
  public String toString() {
    return format.formatted(parts.toArray());
  }
}
