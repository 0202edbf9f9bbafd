package dev.sluice.docs;

/**
 * A piece of text that a person reads, with its line breaks.
 *
 * @param line of its first character, from 1
 */
record Passage(int line, String text) {
  /** The line of the character at this position of the text. */
  int lineAt(int position) {
    return line + (int) text.chars().limit(position).filter(c -> c == '\n').count();
  }
}
