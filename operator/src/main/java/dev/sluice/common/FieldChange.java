package dev.sluice.common;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A field that has another value in one object than in another.
 *
 * @param path as the API server writes it, for example {@code spec.http[0].timeout}
 * @param before the value, {@code none} without one, or {@code an object}
 * @param after the same of the other object
 */
public record FieldChange(String path, String before, String after) {
  private static final int LONGEST_VALUE = 40;

  /**
   * The fields that differ, the outermost of each branch, in the order of their paths.
   *
   * @param path of both values
   */
  public static List<FieldChange> between(String path, Object before, Object after) {
    List<FieldChange> changes = new ArrayList<>();
    add(changes, path, before, after);
    return changes;
  }

  private static void add(List<FieldChange> changes, String path, Object before, Object after) {
    if (before instanceof Map<?, ?> map && after instanceof Map<?, ?> other) {
      Set<String> keys = new TreeSet<>();
      map.keySet().forEach(key -> keys.add(String.valueOf(key)));
      other.keySet().forEach(key -> keys.add(String.valueOf(key)));
      keys.forEach(key -> add(changes, path + step(key), map.get(key), other.get(key)));
    } else if (before instanceof List<?> list && after instanceof List<?> other && hasMaps(list)) {
      for (int i = 0; i < Math.max(list.size(), other.size()); i++) {
        add(changes, path + "[" + i + "]", element(list, i), element(other, i));
      }
    } else if (!Unstructured.same(before, after)) {
      changes.add(new FieldChange(path, text(before), text(after)));
    }
  }

  private static boolean hasMaps(List<?> list) {
    return list.stream().anyMatch(Map.class::isInstance);
  }

  private static Object element(List<?> list, int index) {
    return index < list.size() ? list.get(index) : null;
  }

  private static String step(String key) {
    return key.matches("[A-Za-z0-9_-]+") ? "." + key : "[" + key + "]";
  }

  private static String text(Object value) {
    if (value == null) {
      return "none";
    }
    if (value instanceof Map || (value instanceof List<?> list && hasMaps(list))) {
      return "an object";
    }
    String text = String.valueOf(value);
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 3) + "...";
  }

  /**
   * For example {@code spec.http[0].timeout (sent none, stored 7s)}, of what was sent and stored.
   */
  public String ofWrite() {
    return "%s (sent %s, stored %s)".formatted(path, before, after);
  }
}
