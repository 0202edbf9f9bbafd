package dev.sluice.common;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known word that a mistyped word was probably meant to be. */
public final class Suggestions {
  private Suggestions() {}

  /** The word with the fewest changed letters; empty where more than a third would change. */
  public static Optional<String> of(String word, Collection<String> known) {
    return among(word, known).filter(one -> 3 * distance(word, one) <= Math.max(3, word.length()));
  }

  /** The word with the fewest changed letters; empty where none is known. */
  public static Optional<String> among(String word, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.comparingInt((String one) -> distance(word, one)).thenComparing(one -> one));
  }

  /** Levenshtein's distance, letters of either case being the same. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        boolean same =
            Character.toLowerCase(one.charAt(i - 1)) == Character.toLowerCase(other.charAt(j - 1));
        int swap = diagonal + (same ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(swap, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
