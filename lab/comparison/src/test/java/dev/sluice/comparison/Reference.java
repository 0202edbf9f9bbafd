package dev.sluice.comparison;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another implementation found in the same setting; {@code comparison/reference.csv}. */
final class Reference {
  private static final Pattern LINE =
      Pattern.compile("(\\w+),\"([^\"]*)\",([^,]*),(\\w+),(-?[\\d.]+),(\\d+)");

  private final Map<List<String>, Value> values;

  private Reference(Map<List<String>, Value> values) {
    this.values = values;
  }

  /**
   * One number.
   *
   * @param runs that it was taken from
   */
  record Value(double value, int runs) {}

  static Reference read() throws IOException {
    Map<List<String>, Value> values = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Reference.class.getResourceAsStream("/comparison/reference.csv"),
                StandardCharsets.UTF_8))) {
      List<String> data = lines.lines().filter(line -> !line.startsWith("#")).skip(1).toList();
      for (String line : data) {
        Matcher cells = LINE.matcher(line);
        if (!cells.matches()) {
          throw new IOException("reference.csv: \"" + line + "\" does not have six cells");
        }
        values.put(
            List.of(cells.group(1), cells.group(2), cells.group(3), cells.group(4)),
            new Value(Double.parseDouble(cells.group(5)), Integer.parseInt(cells.group(6))));
      }
    }
    return new Reference(values);
  }

  Optional<Value> find(String table, String name, String rule, String measure) {
    return Optional.ofNullable(values.get(List.of(table, name, rule, measure)));
  }

  Value get(String table, String name, String rule, String measure) {
    return find(table, name, rule, measure)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "reference.csv has no %s of %s for \"%s\" in %s"
                        .formatted(measure, rule, name, table)));
  }
}
