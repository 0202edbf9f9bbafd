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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks the structure of a spec against the schema of the CustomResourceDefinition. */
final class Schema {
  private static final String CRD = "/META-INF/fabric8/canaryreleases.sluice.dev-v1.yaml";

  /** CEL rule of a field that was renamed. */
  private static final Pattern ABSENT = Pattern.compile("!has\\(self\\.([A-Za-z]+)\\)");

  private final Map<String, Object> spec;

  private Schema(Map<String, Object> spec) {
    this.spec = spec;
  }

  /** The schema on the class path. */
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

  /** The schema of {@code spec}. */
  Map<String, Object> spec() {
    return spec;
  }

  void check(LocatedValue given, ProblemSink problems) {
    check(given, spec, "spec", problems);
  }

  private static void check(
      LocatedValue given, Map<String, Object> schema, String field, ProblemSink problems) {
    Object value = given.value();
    String type = Unstructured.text(schema, "type");
    if (value == null) {
      problems.report(given.line(), field, "has no value; set it or remove it");
    } else if (!fits(value, type)) {
      problems.report(
          given.line(),
          field,
          "%s is %s; %s".formatted(show(value), kind(value), remedy(type, value)));
    } else if (value instanceof String text) {
      text(given, text, schema, field, problems);
    } else if (value instanceof Long number) {
      range(given, number, schema, field, problems);
    } else if (given.map() != null) {
      map(given, schema, field, problems);
    } else if (given.list() != null) {
      list(given, schema, field, problems);
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
        ? "an object"
        : value instanceof List<?>
            ? "a list"
            : value instanceof String
                ? "a string"
                : value instanceof Boolean ? "a boolean" : "a number";
  }

  private static String remedy(String type, Object value) {
    return switch (type) {
      case "object" -> "use an object";
      case "array" -> "use a list";
      case "string" ->
          value instanceof Map<?, ?> || value instanceof List<?>
              ? "use a string"
              : value instanceof Boolean
                  ? "quote it (YAML reads off, no and yes without quotes as booleans)"
                  : "quote it";
      case "boolean" -> "use true or false";
      case "integer" -> "use a whole number without quotes";
      default -> "use a value of type " + type;
    };
  }

  private static void text(
      LocatedValue given,
      String text,
      Map<String, Object> schema,
      String field,
      ProblemSink problems) {
    List<?> choices = Unstructured.list(schema, "enum");
    long longest = Unstructured.number(schema, Long.MAX_VALUE, "maxLength");
    long least = Unstructured.number(schema, 0, "minLength");
    String pattern = Unstructured.text(schema, "pattern");
    if (!choices.isEmpty() && !choices.contains(text)) {
      problems.report(
          given.line(),
          field,
          "unsupported value \"%s\"; use one of %s"
              .formatted(
                  text, choices.stream().map(Object::toString).collect(Collectors.joining(", "))));
    } else if (text.length() > longest) {
      problems.report(
          given.line(),
          field,
          "has %d characters; at most %d are allowed".formatted(text.length(), longest));
    } else if (text.length() < least) {
      problems.report(given.line(), field, "is empty; set it or remove it");
    } else if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
      problems.report(given.line(), field, "\"%s\" does not match %s".formatted(text, pattern));
    } else {
      TextRules.broken(schema, text)
          .ifPresent(
              why ->
                  problems.report(
                      given.line(), field, "invalid value \"%s\": %s".formatted(text, why)));
    }
  }

  private static void range(
      LocatedValue given,
      long number,
      Map<String, Object> schema,
      String field,
      ProblemSink problems) {
    double least = bound(schema, "minimum", Double.NEGATIVE_INFINITY);
    double most = bound(schema, "maximum", Double.POSITIVE_INFINITY);
    if (number < least || number > most) {
      problems.report(
          given.line(), field, "%d is not within %.0f to %.0f".formatted(number, least, most));
    }
  }

  private static double bound(Map<String, Object> schema, String key, double absent) {
    return Unstructured.at(schema, key)
        .filter(Number.class::isInstance)
        .map(bound -> ((Number) bound).doubleValue())
        .orElse(absent);
  }

  private static void map(
      LocatedValue given, Map<String, Object> schema, String field, ProblemSink problems) {
    if (Unstructured.flag(schema, "x-kubernetes-preserve-unknown-fields")) {
      return;
    }
    if (schema.containsKey("additionalProperties")) {
      entries(given, schema, field, problems);
      return;
    }
    Map<String, Object> known = Unstructured.map(schema, "properties");
    given
        .map()
        .forEach(
            (key, value) -> {
              Map<String, Object> below = Unstructured.map(known, key);
              if (known.containsKey(key)) {
                check(value, below, field + "." + key, problems);
              } else {
                problems.report(
                    value.line(), field + "." + key, "unknown field; " + suggestion(key, known));
              }
            });
    for (Map<String, Object> rule : Unstructured.maps(schema, "x-kubernetes-validations")) {
      Matcher absent = ABSENT.matcher(Unstructured.text(rule, "rule"));
      if (absent.matches() && given.map().containsKey(absent.group(1))) {
        String name = absent.group(1);
        problems.report(
            given.map().get(name).line(), field + "." + name, Unstructured.text(rule, "message"));
      }
    }
    for (Object required : Unstructured.list(schema, "required")) {
      if (!given.map().containsKey(required)) {
        problems.report(
            given.line(), field + "." + required, "is required" + about(known, required));
      }
    }
  }

  /** Keys of the user's own, such as those of labels. */
  private static void entries(
      LocatedValue given, Map<String, Object> schema, String field, ProblemSink problems) {
    size(given, given.map().size(), schema, "Properties", field, problems);
    Map<String, Object> values = Unstructured.map(schema, "additionalProperties");
    given.map().forEach((key, value) -> check(value, values, field + "[" + key + "]", problems));
  }

  /**
   * Reports too many or too few entries.
   *
   * @param counted what the keywords of the schema count, Items or Properties
   */
  private static void size(
      LocatedValue given,
      int size,
      Map<String, Object> schema,
      String counted,
      String field,
      ProblemSink problems) {
    long most = Unstructured.number(schema, Long.MAX_VALUE, "max" + counted);
    if (size > most) {
      problems.report(
          given.line(), field, "has %d entries; at most %d are allowed".formatted(size, most));
    } else if (size < Unstructured.number(schema, 0, "min" + counted)) {
      problems.report(given.line(), field, "is empty; add an entry or remove it");
    }
  }

  private static String suggestion(String key, Map<String, Object> known) {
    return Suggestions.of(key, known.keySet())
        .map(nearest -> "did you mean " + nearest + "?")
        .orElseGet(() -> "known fields are " + String.join(", ", known.keySet()));
  }

  private static String about(Map<String, Object> known, Object required) {
    String description = Unstructured.text(known, String.valueOf(required), "description");
    return description.isEmpty() ? "" : ": " + description.split("[,;:.(]", 2)[0];
  }

  private static void list(
      LocatedValue given, Map<String, Object> schema, String field, ProblemSink problems) {
    List<LocatedValue> elements = given.list();
    size(given, elements.size(), schema, "Items", field, problems);
    Map<String, Object> items = Unstructured.map(schema, "items");
    boolean set = "set".equals(Unstructured.text(schema, "x-kubernetes-list-type"));
    List<?> keys = Unstructured.list(schema, "x-kubernetes-list-map-keys");
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < elements.size(); i++) {
      LocatedValue element = elements.get(i);
      String at = field + "[" + i + "]";
      check(element, items, at, problems);
      if (set && !seen.add(element.value())) {
        problems.report(element.line(), at, show(element.value()) + " is listed twice; remove one");
      } else if (keys.size() == 1 && element.map() != null) {
        String key = String.valueOf(keys.get(0));
        String name = element.text(key);
        if (!name.isEmpty() && !seen.add(name)) {
          problems.report(
              element.lineOf(key),
              at + "." + key,
              "\"%s\" is used twice; give each a unique name".formatted(name));
        }
      }
    }
  }
}
