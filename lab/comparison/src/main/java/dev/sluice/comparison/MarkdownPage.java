package dev.sluice.comparison;

/**
 * A text with parts that a command writes: what stands between {@code <!-- compare KEY -->} and
 * {@code <!-- end KEY -->}.
 */
record MarkdownPage(String text) {

  /**
   * The page with another part.
   *
   * @throws IllegalArgumentException if the page has no place for it
   */
  MarkdownPage with(String key, String part) {
    String begin = "<!-- compare " + key + " -->\n";
    String end = "<!-- end " + key + " -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "the page has no \"%s\" with \"%s\" below it; write both where the table belongs"
              .formatted(begin.strip(), end));
    }
    return new MarkdownPage(text.substring(0, from + begin.length()) + part + text.substring(to));
  }
}
