package dev.sluice.cli.lint;

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
 * The rules of the schema that are about one text by itself: a pattern, and a range of durations or
 * numbers. They are written in CEL; this reads the few forms of it that the CRD uses for texts, and
 * leaves rules of any other form alone.
 */
final class TextRules {
  private static final Pattern MATCHES =
      Pattern.compile("self\\.matches\\('((?:[^'\\\\]|\\\\.)*)'\\)");
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");
  private static final Pattern DURATION =
      Pattern.compile("duration\\(self\\) (<|<=|>|>=) duration\\('([^']+)'\\)");
  private static final Pattern NUMBER =
      Pattern.compile(
          "double\\(self(?:\\.replace\\('%', ''\\))?\\) (<|<=|>|>=) (-?[0-9]+(?:\\.[0-9]+)?)");

  private TextRules() {}

  /** What the rules of a field say of a text, in their own words; the first that it breaks. */
  static Optional<String> broken(Map<String, Object> schema, String text) {
    for (Map<String, Object> rule : Unstructured.maps(schema, "x-kubernetes-validations")) {
      Optional<Predicate<String>> read = read(Unstructured.text(rule, "rule"));
      if (read.isPresent() && !read.get().test(text)) {
        return Optional.of(Unstructured.text(rule, "message"));
      }
    }
    return Optional.empty();
  }

  /** The rule as a test; empty where it has another form. */
  static Optional<Predicate<String>> read(String rule) {
    List<Predicate<String>> tests = new ArrayList<>();
    for (String part : rule.split(" && ", -1)) {
      Optional<Predicate<String>> test = part(part.strip());
      if (test.isEmpty()) {
        return Optional.empty();
      }
      tests.add(test.get());
    }
    // A range is only looked at where the pattern holds, as CEL does.
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
      Optional<BigDecimal> bound = seconds(duration.group(2));
      String sign = duration.group(1);
      return bound.map(
          limit ->
              text ->
                  seconds(text).filter(given -> holds(given.compareTo(limit), sign)).isPresent());
    }
    Matcher number = NUMBER.matcher(part);
    if (number.matches()) {
      BigDecimal limit = new BigDecimal(number.group(2));
      String sign = number.group(1);
      return Optional.of(
          text -> holds(new BigDecimal(text.replace("%", "")).compareTo(limit), sign));
    }
    return Optional.empty();
  }

  /** Exact: a bound of half a millisecond is one. */
  private static Optional<BigDecimal> seconds(String text) {
    BigDecimal seconds = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    int end = 0;
    while (part.find() && part.start() == end) {
      BigDecimal number = new BigDecimal(part.group(1));
      seconds =
          seconds.add(
              switch (part.group(2)) {
                case "ms" -> number.movePointLeft(3);
                case "s" -> number;
                case "m" -> number.multiply(BigDecimal.valueOf(60));
                default -> number.multiply(BigDecimal.valueOf(3600));
              });
      end = part.end();
    }
    return end > 0 && end == text.length() ? Optional.of(seconds) : Optional.empty();
  }

  private static boolean holds(int order, String sign) {
    return switch (sign) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }
}
