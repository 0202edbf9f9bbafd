package dev.sluice.common;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads and copies Kubernetes objects in the form of plain maps, lists, strings, numbers and
 * booleans.
 *
 * <p>What Sluice does not own travels in this form from end to end, so that a field unknown to our
 * libraries is neither lost nor altered.
 */
public final class Unstructured {
  private Unstructured() {}

  /** The value at {@code path}, or empty where a step of the path is absent or no map. */
  public static Optional<Object> at(Map<String, ?> object, String... path) {
    return Optional.ofNullable(find(object, path));
  }

  private static Object find(Map<String, ?> object, String... path) {
    Object here = object;
    for (String step : path) {
      if (!(here instanceof Map<?, ?> map)) {
        return null;
      }
      here = map.get(step);
    }
    return here;
  }

  /** The text at {@code path}; numbers and booleans in their JSON form; {@code ""} when absent. */
  public static String text(Map<String, ?> object, String... path) {
    Object value = find(object, path);
    return value == null ? "" : value.toString();
  }

  /** The whole number at {@code path}, or {@code absent} where there is none. */
  public static long number(Map<String, ?> object, long absent, String... path) {
    return find(object, path) instanceof Number value ? value.longValue() : absent;
  }

  /** Whether {@code path} holds {@code true}. */
  public static boolean flag(Map<String, ?> object, String... path) {
    return Boolean.TRUE.equals(find(object, path));
  }

  /** The map at {@code path}, empty where there is none. Not a copy. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> map(Map<String, ?> object, String... path) {
    return find(object, path) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** The map of texts at {@code path} (labels, annotations), empty where there is none. */
  public static Map<String, String> texts(Map<String, ?> object, String... path) {
    Map<String, String> texts = new LinkedHashMap<>();
    map(object, path).forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }

  /** The maps in the list at {@code path}; entries of another type are left out. */
  @SuppressWarnings("unchecked")
  public static List<Map<String, Object>> maps(Map<String, ?> object, String... path) {
    List<?> list = list(object, path);
    if (list.isEmpty()) {
      return List.of();
    }
    List<Map<String, Object>> maps = new ArrayList<>(list.size());
    for (Object entry : list) {
      if (entry instanceof Map<?, ?> map) {
        maps.add((Map<String, Object>) map);
      }
    }
    return maps;
  }

  /** The list at {@code path}, empty where there is none. Not a copy. */
  public static List<?> list(Map<String, ?> object, String... path) {
    return find(object, path) instanceof List<?> list ? list : List.of();
  }

  /** A deep copy that may be changed. */
  public static Map<String, Object> copy(Map<String, ?> object) {
    Map<String, Object> copy = new LinkedHashMap<>();
    object.forEach((key, value) -> copy.put(key, copyValue(value)));
    return copy;
  }

  @SuppressWarnings("unchecked")
  private static Object copyValue(Object value) {
    if (value instanceof Map<?, ?> map) {
      return copy((Map<String, ?>) map);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(entry -> copy.add(copyValue(entry)));
      return copy;
    }
    return value;
  }

  /**
   * Whether {@code observed} has all that {@code desired} says. Maps may have more keys, lists must
   * be equal, numbers are equal whatever their Java type.
   */
  public static boolean contains(Object observed, Object desired) {
    if (desired instanceof Map<?, ?> map) {
      if (!(observed instanceof Map<?, ?> other)) {
        return false;
      }
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!contains(other.get(entry.getKey()), entry.getValue())) {
          return false;
        }
      }
      return true;
    }
    if (desired instanceof List<?> list) {
      if (!(observed instanceof List<?> other) || other.size() != list.size()) {
        return false;
      }
      for (int i = 0; i < list.size(); i++) {
        if (!same(other.get(i), list.get(i))) {
          return false;
        }
      }
      return true;
    }
    return same(observed, desired);
  }

  /** Whether two values are equal; numbers are, whatever their Java type. */
  public static boolean same(Object one, Object other) {
    if (one == other) {
      return true;
    }
    if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> second) {
      return map.size() == second.size() && sameEntries(map, second);
    }
    if (one instanceof List<?> list && other instanceof List<?> second) {
      if (list.size() != second.size()) {
        return false;
      }
      for (int i = 0; i < list.size(); i++) {
        if (!same(list.get(i), second.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (isWhole(one) && isWhole(other)) {
      return ((Number) one).longValue() == ((Number) other).longValue();
    }
    if (one instanceof Number number && other instanceof Number second) {
      return number.doubleValue() == second.doubleValue();
    }
    return Objects.equals(one, other);
  }

  private static boolean sameEntries(Map<?, ?> one, Map<?, ?> other) {
    for (Map.Entry<?, ?> entry : one.entrySet()) {
      Object value = other.get(entry.getKey());
      if ((value == null && !other.containsKey(entry.getKey())) || !same(entry.getValue(), value)) {
        return false;
      }
    }
    return true;
  }

  /** Whether two maps are equal, as {@link #same} has it, but for what these keys hold. */
  public static boolean sameBut(Set<String> keys, Map<?, ?> one, Map<?, ?> other) {
    int counted = 0;
    for (Map.Entry<?, ?> entry : one.entrySet()) {
      Object key = entry.getKey();
      if (!keys.contains(key)) {
        if (!other.containsKey(key) || !same(entry.getValue(), other.get(key))) {
          return false;
        }
        counted++;
      }
    }
    for (Object key : other.keySet()) {
      counted -= keys.contains(key) ? 0 : 1;
    }
    return counted == 0;
  }

  private static boolean isWhole(Object value) {
    return value instanceof Integer || value instanceof Long || value instanceof Short;
  }
}
