package dev.sluice.docs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Markdown as GitHub shows it: its prose, its links and its anchors. */
final class Markdown {
  private static final Pattern FENCE = Pattern.compile("^\\s*(```|~~~).*");
  private static final Pattern CODE = Pattern.compile("`+[^`]*`+");
  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s]+)[^)]*\\)");
  private static final Pattern HEADING = Pattern.compile("^#{1,6}\\s+(.*?)\\s*#*$");

  private Markdown() {}

  /**
   * The lines that are not in code blocks; those in code blocks are empty, so that numbers stay.
   */
  private static List<String> lines(String content) {
    List<String> lines = new ArrayList<>();
    boolean code = false;
    for (String line : content.split("\n", -1)) {
      boolean fence = FENCE.matcher(line).matches();
      code ^= fence;
      lines.add(code || fence ? "" : line);
    }
    return lines;
  }

  /** Paragraphs, cells and items without code, targets of links and HTML comments. */
  static List<Passage> prose(String content) {
    List<Passage> passages = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int first = 1;
    int number = 0;
    for (String line : lines(content)) {
      number++;
      boolean begins = line.isBlank() || line.matches("\\s*([|*#>-]|\\d+\\.).*");
      if (begins && !text.isEmpty()) {
        passages.add(new Passage(first, text.toString()));
        text.setLength(0);
      }
      first = text.isEmpty() ? number : first;
      text.append(plain(line)).append('\n');
    }
    passages.add(new Passage(first, text.toString()));
    return passages;
  }

  private static String plain(String line) {
    String text = CODE.matcher(line).replaceAll(" CODE ");
    return text.replaceAll("<!--.*?-->", " ").replaceAll("\\]\\([^)]*\\)", "] ");
  }

  /** The targets of all links and images. */
  static List<String> links(String content) {
    List<String> links = new ArrayList<>();
    for (String line : lines(content)) {
      Matcher matcher = LINK.matcher(CODE.matcher(line).replaceAll("CODE"));
      while (matcher.find()) {
        links.add(matcher.group(1));
      }
    }
    return links;
  }

  /** The anchors of all headings, made as GitHub makes them. */
  static Set<String> anchors(String content) {
    Map<String, Integer> seen = new HashMap<>();
    Set<String> anchors = new LinkedHashSet<>();
    for (String line : lines(content)) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String anchor =
            heading
                .group(1)
                .replaceAll("\\]\\([^)]*\\)", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
        int before = seen.merge(anchor, 1, Integer::sum) - 1;
        anchors.add(before == 0 ? anchor : anchor + "-" + before);
      }
    }
    return anchors;
  }
}
