package dev.sluice.cli.lint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Value of a YAML document and its line.
 *
 * @param line from 1
 * @param value a map of strings to {@link LocatedValue}, a list of {@link LocatedValue}, a string,
 *     a number, a boolean or null
 */
public record LocatedValue(int line, Object value) {
  private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[([^]]+)]");

  /** The entries; null if this is not a map. */
  @SuppressWarnings("unchecked")
  Map<String, LocatedValue> map() {
    return value instanceof Map<?, ?> ? (Map<String, LocatedValue>) value : null;
  }

  /** The elements; null if this is not a list. */
  @SuppressWarnings("unchecked")
  List<LocatedValue> list() {
    return value instanceof List<?> ? (List<LocatedValue>) value : null;
  }

  /** The value without line numbers. */
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

  /** The string at a key; empty if there is none. */
  String text(String key) {
    LocatedValue entry = map() == null ? null : map().get(key);
    return entry != null && entry.value instanceof String text ? text : "";
  }

  /** The line of the field or, if it is absent, of its nearest existing parent. */
  int lineOf(String field) {
    LocatedValue current = this;
    Matcher steps = STEP.matcher(field);
    while (steps.find()) {
      LocatedValue next = current.step(steps.group(1), steps.group(2));
      if (next == null) {
        break;
      }
      current = next;
    }
    return current.line;
  }

  /** Brackets hold the position in a list, or the key in a map of the user's keys. */
  private LocatedValue step(String name, String inBrackets) {
    if (map() != null) {
      return map().get(name == null ? inBrackets : name);
    }
    if (name != null || list() == null) {
      return null;
    }
    int position = Integer.parseInt(inBrackets);
    return position >= list().size() ? null : list().get(position);
  }
}
