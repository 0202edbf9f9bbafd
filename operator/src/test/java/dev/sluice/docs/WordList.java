package dev.sluice.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Phrases that are not used, each with the better words; {@code docs/words.txt} has them. */
final class WordList {
  static final String FILE = "docs/words.txt";

  private static final String SEPARATOR = " => ";

  private record BannedPhrase(Pattern pattern, String better) {}

  /**
   * A phrase that is on the list.
   *
   * @param line where it is in the file, from 1
   */
  record Hit(int line, String phrase, String better) {
    @Override
    public String toString() {
      return line + ": \"" + phrase + "\": write " + better;
    }
  }

  private final List<BannedPhrase> rules;

  private WordList(List<BannedPhrase> rules) {
    this.rules = rules;
  }

  /** The list of the repository. */
  static WordList load() {
    return of(RepositoryFiles.read(FILE));
  }

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException when a line is not a phrase and the better words
   */
  static WordList of(String content) {
    List<BannedPhrase> rules = new ArrayList<>();
    for (String line : content.lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int split = line.indexOf(SEPARATOR);
      if (split < 0) {
        throw new IllegalArgumentException(FILE + ": \"" + line + "\": want PHRASE => BETTER");
      }
      // A phrase may be broken across lines.
      String phrase = line.substring(0, split).strip().replaceAll(" +", "\\\\s+");
      Pattern pattern =
          Pattern.compile("(?<![\\w-])(?:" + phrase + ")(?![\\w-])", Pattern.CASE_INSENSITIVE);
      rules.add(new BannedPhrase(pattern, line.substring(split + SEPARATOR.length()).strip()));
    }
    return new WordList(List.copyOf(rules));
  }

  /** All phrases of the list in the prose of a file. */
  List<Hit> find(String file, String content) {
    List<Hit> hits = new ArrayList<>();
    for (Passage passage : Prose.of(file, content)) {
      for (BannedPhrase rule : rules) {
        Matcher matcher = rule.pattern().matcher(passage.text());
        while (matcher.find()) {
          String phrase = matcher.group().replaceAll("\\s+", " ");
          hits.add(new Hit(passage.lineAt(matcher.start()), phrase, rule.better()));
        }
      }
    }
    return hits;
  }
}
