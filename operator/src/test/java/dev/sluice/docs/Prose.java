package dev.sluice.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person reads in a file: its sentences, without its code. */
final class Prose {
  private static final Pattern YAML_TEXT =
      Pattern.compile("(?m)^[ -]*(?:description|message|title): +(.+)$");
  private static final Pattern JSON_TEXT =
      Pattern.compile("\"(?:description|title)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern XML_TEXT =
      Pattern.compile("(?s)<!--(.*?)-->|<description>(.*?)</description>");
  private static final Pattern TEMPLATE_COMMENT = Pattern.compile("(?s)\\{\\{-? ?/\\*(.*?)\\*/");
  private static final Pattern HASH = Pattern.compile("(?:^|.*?\\s)#+(?:\\s(.*))?$");

  private Prose() {}

  /** The passages of a file; none where its kind has none. */
  static List<Passage> of(String file, String content) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    if (name.endsWith(".java") || name.endsWith(".go")) {
      return JavaTokens.passages(content);
    }
    if (name.endsWith(".md")) {
      return Markdown.prose(content);
    }
    if (name.equals("NOTES.txt")) {
      return List.of(new Passage(1, content.replaceAll("\\{\\{[^}]*\\}\\}", " ")));
    }
    if (name.endsWith(".json")) {
      return matches(JSON_TEXT, content);
    }
    if (name.endsWith(".xml")) {
      return matches(XML_TEXT, content);
    }
    if (name.matches(".*\\.(ya?ml|tpl)")) {
      List<Passage> passages = comments(content);
      passages.addAll(matches(YAML_TEXT, content));
      passages.addAll(matches(TEMPLATE_COMMENT, content));
      return passages;
    }
    boolean script = name.matches(".*\\.(sh|properties|toml)") || content.startsWith("#!");
    return script ? comments(content) : List.of();
  }

  private static List<Passage> matches(Pattern pattern, String content) {
    List<Passage> passages = new ArrayList<>();
    Passage whole = new Passage(1, content);
    Matcher matcher = pattern.matcher(content);
    while (matcher.find()) {
      int group = matcher.group(1) != null || matcher.groupCount() == 1 ? 1 : 2;
      passages.add(new Passage(whole.lineAt(matcher.start(group)), matcher.group(group)));
    }
    return passages;
  }

  /** Comments that begin with a hash; those on lines that follow each other are one. */
  private static List<Passage> comments(String content) {
    List<Passage> passages = new ArrayList<>();
    String[] lines = content.split("\n", -1);
    StringBuilder text = new StringBuilder();
    int first = 0;
    for (int i = 0; i < lines.length; i++) {
      Matcher comment = HASH.matcher(lines[i]);
      boolean found = comment.matches() && !lines[i].startsWith("#!");
      if (found) {
        first = text.isEmpty() ? i + 1 : first;
        text.append(comment.group(1) == null ? "" : comment.group(1)).append('\n');
      }
      if (!text.isEmpty() && (!found || i == lines.length - 1)) {
        passages.add(new Passage(first, text.toString()));
        text.setLength(0);
      }
    }
    return passages;
  }
}
