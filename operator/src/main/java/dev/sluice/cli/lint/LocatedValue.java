package dev.sluice.cli.lint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of a YAML document and where it stands.
 *
 * @param line from 1
 * @param value a map of texts to {@link LocatedValue}, a list of {@link LocatedValue}, a text, a
 *     number, a boolean or null
 */
public record LocatedValue(int line, Object value) {
  private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d+)]");

  /** The entries, or null when this is no map. */
  @SuppressWarnings("unchecked")
  Map<String, LocatedValue> map() {
    return value instanceof Map<?, ?> ? (Map<String, LocatedValue>) value : null;
  }

  /** The elements, or null when this is no list. */
  @SuppressWarnings("unchecked")
  List<LocatedValue> list() {
    return value instanceof List<?> ? (List<LocatedValue>) value : null;
  }

  /** The value without its places. */
  public Object plain() {
    if (map() != null) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map().forEach((key, entry) -> plain.put(key, entry.plain()));
      return plain;
    }
    if (list() != null) {
      List<Object> plain = new ArrayList<>();
      list().forEach(element -> plain.add(element.plain()));
      return plain;
    }
    return value;
  }

  /** The text at a key; empty where there is none. */
  String text(String key) {
    LocatedValue there = map() == null ? null : map().get(key);
    return there != null && there.value instanceof String text ? text : "";
  }

  /** The line of the field, or of the last one on the way to it that exists. */
  int lineOf(String field) {
    LocatedValue here = this;
    Matcher steps = STEP.matcher(field);
    while (steps.find()) {
      LocatedValue next = here.step(steps.group(1), steps.group(2));
      if (next == null) {
        break;
      }
      here = next;
    }
    return here.line;
  }

  private LocatedValue step(String key, String index) {
    if (key != null) {
      return map() == null ? null : map().get(key);
    }
    int at = Integer.parseInt(index);
    return list() == null || at >= list().size() ? null : list().get(at);
  }
}
