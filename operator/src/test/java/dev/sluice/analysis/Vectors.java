package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.IntervalCounts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One value of a file of reference values, which knows where it stands in the file. */
final class Vectors {
  /** A file to be read in place of the one that comes with the tests. */
  static final String FILE_PROPERTY = "vectors";

  private static final double TOLERANCE = 1e-9;

  private final String place;
  private final JsonNode node;

  private Vectors(String place, JsonNode node) {
    this.place = place;
    this.node = node;
  }

  static Vectors read() throws IOException {
    String file = System.getProperty(FILE_PROPERTY);
    if (file == null) {
      return ofTheProject();
    }
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return new Vectors("", new ObjectMapper().readTree(in));
    }
  }

  static Vectors ofTheProject() throws IOException {
    try (InputStream in = Vectors.class.getResourceAsStream("/analysis-vectors.json")) {
      return new Vectors("", new ObjectMapper().readTree(in));
    }
  }

  boolean has(String field) {
    return node.hasNonNull(field);
  }

  List<String> fields() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  Vectors at(String field) {
    assertThat(node.isObject()).as("%s: an object", place).isTrue();
    String there = place.isEmpty() ? field : place + "." + field;
    assertThat(node.get(field)).as("%s: a value", there).isNotNull();
    return new Vectors(there, node.get(field));
  }

  /** The entries of a list, of which there is at least one. */
  List<Vectors> all() {
    assertThat(node.isArray() && !node.isEmpty()).as("%s: a list with entries", place).isTrue();
    List<Vectors> entries = new ArrayList<>();
    for (JsonNode entry : node) {
      entries.add(new Vectors(place + "[" + entries.size() + "]", entry));
    }
    return entries;
  }

  List<Vectors> all(String field) {
    return at(field).all();
  }

  double number() {
    assertThat(node.isNumber()).as("%s: a number, found %s", place, node).isTrue();
    return node.doubleValue();
  }

  double number(String field) {
    return at(field).number();
  }

  long whole() {
    assertThat(node.isIntegralNumber()).as("%s: a whole number, found %s", place, node).isTrue();
    return node.longValue();
  }

  long whole(String field) {
    return at(field).whole();
  }

  boolean flag(String field) {
    Vectors there = at(field);
    assertThat(there.node.isBoolean()).as("%s: true or false", there.place).isTrue();
    return there.node.booleanValue();
  }

  String text() {
    assertThat(node.isTextual()).as("%s: a text, found %s", place, node).isTrue();
    return node.textValue();
  }

  List<Double> numbers(String field) {
    return all(field).stream().map(Vectors::number).toList();
  }

  double[] array(String field) {
    return all(field).stream().mapToDouble(Vectors::number).toArray();
  }

  Map<String, Long> wholes(String field) {
    Vectors there = at(field);
    Map<String, Long> wholes = new LinkedHashMap<>();
    there.fields().forEach(name -> wholes.put(name, there.whole(name)));
    return wholes;
  }

  /** {@code nc}, a number of canary errors, {@code ns} and a number of stable errors. */
  IntervalCounts block(String canaryErrors, String stableErrors) {
    return new IntervalCounts(
        new Counts(whole("nc"), whole(canaryErrors)), new Counts(whole("ns"), whole(stableErrors)));
  }

  Counts baseline() {
    return new Counts(whole("baselineRequests"), whole("baselineErrors"));
  }

  /** Holds a value against this one: relative above 1, absolute below. */
  void isReachedBy(double got) {
    double want = number();
    assertThat(got).as(place).isCloseTo(want, within(TOLERANCE * Math.max(1, Math.abs(want))));
  }

  void check(String field, double got) {
    at(field).isReachedBy(got);
  }

  @Override
  public String toString() {
    return place;
  }
}
