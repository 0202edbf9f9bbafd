package dev.sluice.cli.lint;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes YAML that every reader understands alike: what any of them might misread is in quotes. */
final class YamlWriter {
  private static final Pattern BARE =
      Pattern.compile("[A-Za-z][-A-Za-z0-9_./]*|([0-9]+(\\.[0-9]+)?(ms|s|m|h|%))+|[45]xx");

  /** Words that YAML 1.1 reads as something else than text. */
  private static final Set<String> RESERVED =
      Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

  private final StringBuilder text = new StringBuilder();

  private YamlWriter() {}

  static String of(Map<String, Object> object) {
    YamlWriter yaml = new YamlWriter();
    yaml.map(object, "");
    return yaml.text.toString();
  }

  private void map(Map<?, ?> map, String indent) {
    String before = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(before).append(scalar(entry.getKey())).append(':');
      value(entry.getValue(), indent + "  ");
      before = indent;
    }
  }

  private void value(Object value, String indent) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      text.append('\n').append(indent);
      map(map, indent);
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      text.append('\n');
      for (Object element : list) {
        text.append(indent).append('-');
        if (element instanceof Map<?, ?> map && !map.isEmpty()) {
          text.append(' ');
          map(map, indent + "  ");
        } else {
          value(element, indent + "  ");
        }
      }
    } else {
      text.append(' ').append(scalar(value)).append('\n');
    }
  }

  private static String scalar(Object value) {
    if (value instanceof Map<?, ?>) {
      return "{}";
    }
    if (value instanceof List<?>) {
      return "[]";
    }
    if (!(value instanceof String word)) {
      return String.valueOf(value);
    }
    boolean bare =
        BARE.matcher(word).matches() && !RESERVED.contains(word.toLowerCase(java.util.Locale.ROOT));
    return bare ? word : quoted(word);
  }

  private static String quoted(String word) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f || c == '\u2028' || c == '\u2029' || c == '\u0085') {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
