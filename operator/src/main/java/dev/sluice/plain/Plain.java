package dev.sluice.plain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads and copies Kubernetes objects in the form of plain maps, lists, strings, numbers and
 * booleans.
 *
 * <p>What Sluice does not own travels in this form from end to end, so that a field unknown to our
 * libraries is neither lost nor altered.
 */
public final class Plain {
  private Plain() {}

  /** The value at {@code path}, or empty where a step of the path is absent or no map. */
  public static Optional<Object> at(Map<String, ?> object, String... path) {
    Object here = object;
    for (String step : path) {
      if (!(here instanceof Map<?, ?> map)) {
        return Optional.empty();
      }
      here = map.get(step);
    }
    return Optional.ofNullable(here);
  }

  /** The text at {@code path}; numbers and booleans in their JSON form; {@code ""} when absent. */
  public static String text(Map<String, ?> object, String... path) {
    return at(object, path).map(Object::toString).orElse("");
  }

  /** The whole number at {@code path}, or {@code absent} where there is none. */
  public static long number(Map<String, ?> object, long absent, String... path) {
    return at(object, path)
        .filter(Number.class::isInstance)
        .map(value -> ((Number) value).longValue())
        .orElse(absent);
  }

  /** Whether {@code path} holds {@code true}. */
  public static boolean flag(Map<String, ?> object, String... path) {
    return at(object, path).filter(Boolean.TRUE::equals).isPresent();
  }

  /** The map at {@code path}, empty where there is none. Not a copy. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> map(Map<String, ?> object, String... path) {
    return at(object, path)
        .filter(Map.class::isInstance)
        .map(value -> (Map<String, Object>) value)
        .orElse(Map.of());
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
    return list(object, path).stream()
        .filter(Map.class::isInstance)
        .map(value -> (Map<String, Object>) value)
        .toList();
  }

  /** The list at {@code path}, empty where there is none. Not a copy. */
  public static List<?> list(Map<String, ?> object, String... path) {
    return at(object, path)
        .filter(List.class::isInstance)
        .map(value -> (List<?>) value)
        .orElse(List.of());
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
   * be equal, whole numbers are equal whatever their Java type.
   */
  public static boolean contains(Object observed, Object desired) {
    if (desired instanceof Map<?, ?> map) {
      return observed instanceof Map<?, ?> other
          && map.entrySet().stream()
              .allMatch(entry -> contains(other.get(entry.getKey()), entry.getValue()));
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

  /** Whether two values are equal; whole numbers are, whatever their Java type. */
  public static boolean same(Object one, Object other) {
    if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> second) {
      return map.keySet().equals(second.keySet())
          && map.entrySet().stream()
              .allMatch(entry -> same(entry.getValue(), second.get(entry.getKey())));
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
    return Objects.equals(one, other);
  }

  private static boolean isWhole(Object value) {
    return value instanceof Integer || value instanceof Long || value instanceof Short;
  }
}
