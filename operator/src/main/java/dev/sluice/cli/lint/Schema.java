package dev.sluice.cli.lint;

import dev.sluice.common.Suggestions;
import dev.sluice.common.Unstructured;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The schema of the CustomResourceDefinition that is shipped, and what it says of a spec. */
final class Schema {
  private static final String CRD = "/META-INF/fabric8/canaryreleases.sluice.dev-v1.yaml";

  private final Map<String, Object> spec;

  private Schema(Map<String, Object> spec) {
    this.spec = spec;
  }

  /** The one on the class path. */
  static Schema shipped() {
    String text;
    try (InputStream in = Schema.class.getResourceAsStream(CRD)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(CRD, e);
    }
    Object crd = YamlReader.read(CRD, text, new java.util.ArrayList<>()).get(0).plain();
    @SuppressWarnings("unchecked")
    Map<String, Object> version =
        Unstructured.maps((Map<String, Object>) crd, "spec", "versions").get(0);
    return new Schema(Unstructured.map(version, "schema", "openAPIV3Schema", "properties", "spec"));
  }

  /** Told of each field that is not as the schema says. */
  interface Told {
    void of(int line, String field, String problem);
  }

  void check(LocatedValue given, Told told) {
    check(given, spec, "spec", told);
  }

  private static void check(
      LocatedValue given, Map<String, Object> schema, String field, Told told) {
    Object value = given.value();
    String type = Unstructured.text(schema, "type");
    if (value == null) {
      told.of(given.line(), field, "has no value; give it one or remove it");
    } else if (!fits(value, type)) {
      told.of(
          given.line(),
          field,
          "%s is %s; %s".formatted(show(value), kind(value), want(type, value)));
    } else if (value instanceof String text) {
      text(given, text, schema, field, told);
    } else if (value instanceof Long number) {
      range(given, number, schema, field, told);
    } else if (given.map() != null) {
      map(given, schema, field, told);
    } else if (given.list() != null) {
      list(given, schema, field, told);
    }
  }

  private static boolean fits(Object value, String type) {
    return switch (type) {
      case "object" -> value instanceof Map<?, ?>;
      case "array" -> value instanceof List<?>;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Long;
      default -> true;
    };
  }

  private static String show(Object value) {
    if (value instanceof Map<?, ?> || value instanceof List<?>) {
      return "this";
    }
    return value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
  }

  private static String kind(Object value) {
    return value instanceof Map<?, ?>
        ? "a section of fields"
        : value instanceof List<?>
            ? "a list"
            : value instanceof String
                ? "text"
                : value instanceof Boolean ? "a boolean" : "a number";
  }

  private static String want(String type, Object value) {
    return switch (type) {
      case "object" -> "write a section of fields";
      case "array" -> "write a list";
      case "string" ->
          value instanceof Map<?, ?> || value instanceof List<?>
              ? "write text"
              : value instanceof Boolean
                  ? "write it in quotes (without them, words like off, no and yes are booleans)"
                  : "write it in quotes";
      case "boolean" -> "write true or false";
      case "integer" -> "write a whole number without quotes";
      default -> "write a value of type " + type;
    };
  }

  private static void text(
      LocatedValue given, String text, Map<String, Object> schema, String field, Told told) {
    List<?> choices = Unstructured.list(schema, "enum");
    long most = Unstructured.number(schema, Long.MAX_VALUE, "maxLength");
    long least = Unstructured.number(schema, 0, "minLength");
    String pattern = Unstructured.text(schema, "pattern");
    if (!choices.isEmpty() && !choices.contains(text)) {
      told.of(
          given.line(),
          field,
          "\"%s\" is not known; use one of %s"
              .formatted(
                  text, choices.stream().map(Object::toString).collect(Collectors.joining(", "))));
    } else if (text.length() > most) {
      told.of(
          given.line(),
          field,
          "has %d characters; write at most %d".formatted(text.length(), most));
    } else if (text.length() < least) {
      told.of(given.line(), field, "is empty; give it a value or remove it");
    } else if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
      told.of(given.line(), field, "\"%s\" does not match %s".formatted(text, pattern));
    } else {
      TextRules.broken(schema, text)
          .ifPresent(
              why ->
                  told.of(given.line(), field, "\"%s\" cannot be used: %s".formatted(text, why)));
    }
  }

  private static void range(
      LocatedValue given, long number, Map<String, Object> schema, String field, Told told) {
    double least = bound(schema, "minimum", Double.NEGATIVE_INFINITY);
    double most = bound(schema, "maximum", Double.POSITIVE_INFINITY);
    if (number < least || number > most) {
      told.of(
          given.line(),
          field,
          "%d is outside of %.0f to %.0f; choose one of them".formatted(number, least, most));
    }
  }

  private static double bound(Map<String, Object> schema, String key, double absent) {
    return Unstructured.at(schema, key)
        .filter(Number.class::isInstance)
        .map(bound -> ((Number) bound).doubleValue())
        .orElse(absent);
  }

  private static void map(LocatedValue given, Map<String, Object> schema, String field, Told told) {
    if (Unstructured.flag(schema, "x-kubernetes-preserve-unknown-fields")) {
      return;
    }
    Map<String, Object> known = Unstructured.map(schema, "properties");
    given
        .map()
        .forEach(
            (key, value) -> {
              Map<String, Object> below = Unstructured.map(known, key);
              if (known.containsKey(key)) {
                check(value, below, field + "." + key, told);
              } else {
                told.of(value.line(), field + "." + key, "is unknown; " + remedy(key, known));
              }
            });
    for (Object required : Unstructured.list(schema, "required")) {
      if (!given.map().containsKey(required)) {
        told.of(given.line(), field + "." + required, "is missing; " + about(known, required));
      }
    }
  }

  private static String remedy(String key, Map<String, Object> known) {
    return Suggestions.of(key, known.keySet())
        .map(nearest -> "did you mean " + nearest + "?")
        .orElseGet(() -> "known here are " + String.join(", ", known.keySet()));
  }

  private static String about(Map<String, Object> known, Object required) {
    String description = Unstructured.text(known, String.valueOf(required), "description");
    return "add it" + (description.isEmpty() ? "" : ": " + description.split("[,;:.(]", 2)[0]);
  }

  private static void list(
      LocatedValue given, Map<String, Object> schema, String field, Told told) {
    List<LocatedValue> elements = given.list();
    long most = Unstructured.number(schema, Long.MAX_VALUE, "maxItems");
    long least = Unstructured.number(schema, 0, "minItems");
    if (elements.size() > most) {
      told.of(
          given.line(), field, "has %d entries; write at most %d".formatted(elements.size(), most));
    } else if (elements.size() < least) {
      told.of(given.line(), field, "is empty; add an entry or remove it");
    }
    Map<String, Object> items = Unstructured.map(schema, "items");
    boolean set = "set".equals(Unstructured.text(schema, "x-kubernetes-list-type"));
    List<?> keys = Unstructured.list(schema, "x-kubernetes-list-map-keys");
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < elements.size(); i++) {
      LocatedValue element = elements.get(i);
      String at = field + "[" + i + "]";
      check(element, items, at, told);
      if (set && !seen.add(element.value())) {
        told.of(element.line(), at, show(element.value()) + " is there twice; remove one of them");
      } else if (keys.size() == 1 && element.map() != null) {
        String key = String.valueOf(keys.get(0));
        String name = element.text(key);
        if (!name.isEmpty() && !seen.add(name)) {
          told.of(
              element.lineOf(key),
              at + "." + key,
              "\"%s\" is used twice; give each its own".formatted(name));
        }
      }
    }
  }
}
