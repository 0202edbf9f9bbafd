package dev.sluice.cli.lint;

import dev.sluice.common.Quantities;
import dev.sluice.common.Unstructured;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates those CEL rules of the schema that concern a single string: a pattern, and a range of
 * durations or numbers. It knows only these forms; a test holds that every other rule of the CRD is
 * checked elsewhere.
 */
final class TextRules {
  private static final Pattern MATCHES =
      Pattern.compile("self\\.matches\\('((?:[^'\\\\]|\\\\.)*)'\\)");
  private static final Pattern DURATION =
      Pattern.compile("duration\\(self\\) (<|<=|>|>=) duration\\('([^']+)'\\)");
  private static final Pattern NUMBER =
      Pattern.compile(
          "double\\(self(?:\\.replace\\('%', ''\\))?\\) (<|<=|>|>=) (-?[0-9]+(?:\\.[0-9]+)?)");

  private TextRules() {}

  /** The message of the first rule that a string breaks; empty if it breaks none. */
  static Optional<String> broken(Map<String, Object> schema, String text) {
    for (Map<String, Object> rule : Unstructured.maps(schema, "x-kubernetes-validations")) {
      Optional<Predicate<String>> read = predicate(Unstructured.text(rule, "rule"));
      if (read.isPresent() && !read.get().test(text)) {
        return Optional.of(Unstructured.text(rule, "message"));
      }
    }
    return Optional.empty();
  }

  /** The rule as a predicate; empty if its form is not known. */
  static Optional<Predicate<String>> predicate(String rule) {
    List<Predicate<String>> tests = new ArrayList<>();
    for (String part : rule.split(" && ", -1)) {
      Optional<Predicate<String>> test = part(part.strip());
      if (test.isEmpty()) {
        return Optional.empty();
      }
      tests.add(test.get());
    }
    // The range is evaluated only if the pattern matches, as in CEL.
    return Optional.of(text -> tests.stream().allMatch(test -> test.test(text)));
  }

  private static Optional<Predicate<String>> part(String part) {
    Matcher matches = MATCHES.matcher(part);
    if (matches.matches()) {
      Pattern pattern = Pattern.compile(matches.group(1));
      return Optional.of(text -> pattern.matcher(text).find());
    }
    Matcher duration = DURATION.matcher(part);
    if (duration.matches()) {
      Optional<BigDecimal> bound = Quantities.millis(duration.group(2));
      String operator = duration.group(1);
      return bound.map(
          limit ->
              text ->
                  Quantities.millis(text)
                      .filter(given -> holds(given.compareTo(limit), operator))
                      .isPresent());
    }
    Matcher number = NUMBER.matcher(part);
    if (number.matches()) {
      BigDecimal limit = new BigDecimal(number.group(2));
      String operator = number.group(1);
      return Optional.of(
          text -> holds(new BigDecimal(text.replace("%", "")).compareTo(limit), operator));
    }
    return Optional.empty();
  }

  private static boolean holds(int order, String operator) {
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }
}
