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
public final class Vectors {
  /** A file to be read in place of the one that comes with the tests. */
  public static final String FILE_PROPERTY = "vectors";

  private static final double TOLERANCE = 1e-9;

  private final String place;
  private final JsonNode node;

  private Vectors(String place, JsonNode node) {
    this.place = place;
    this.node = node;
  }

  public static Vectors read() throws IOException {
    String file = System.getProperty(FILE_PROPERTY);
    if (file == null) {
      return ofTheProject();
    }
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return new Vectors("", new ObjectMapper().readTree(in));
    }
  }

  public static Vectors ofTheProject() throws IOException {
    return ofResource("/analysis-vectors.json");
  }

  /** Another file that comes with the tests. */
  static Vectors ofResource(String name) throws IOException {
    try (InputStream in = Vectors.class.getResourceAsStream(name)) {
      return new Vectors("", new ObjectMapper().readTree(in));
    }
  }

  public boolean has(String field) {
    return node.hasNonNull(field);
  }

  public List<String> fields() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  public Vectors at(String field) {
    assertThat(node.isObject()).as("%s: an object", place).isTrue();
    String there = place.isEmpty() ? field : place + "." + field;
    assertThat(node.get(field)).as("%s: a value", there).isNotNull();
    return new Vectors(there, node.get(field));
  }

  /** The entries of a list, of which there is at least one. */
  public List<Vectors> all() {
    assertThat(node.isArray() && !node.isEmpty()).as("%s: a list with entries", place).isTrue();
    List<Vectors> entries = new ArrayList<>();
    for (JsonNode entry : node) {
      entries.add(new Vectors(place + "[" + entries.size() + "]", entry));
    }
    return entries;
  }

  public List<Vectors> all(String field) {
    return at(field).all();
  }

  public double number() {
    assertThat(node.isNumber()).as("%s: a number, found %s", place, node).isTrue();
    return node.doubleValue();
  }

  public double number(String field) {
    return at(field).number();
  }

  public long whole() {
    assertThat(node.isIntegralNumber()).as("%s: a whole number, found %s", place, node).isTrue();
    return node.longValue();
  }

  public long whole(String field) {
    return at(field).whole();
  }

  public boolean flag(String field) {
    Vectors there = at(field);
    assertThat(there.node.isBoolean()).as("%s: true or false", there.place).isTrue();
    return there.node.booleanValue();
  }

  public String text() {
    assertThat(node.isTextual()).as("%s: a text, found %s", place, node).isTrue();
    return node.textValue();
  }

  public List<String> texts(String field) {
    return all(field).stream().map(Vectors::text).toList();
  }

  public List<Double> numbers(String field) {
    return all(field).stream().map(Vectors::number).toList();
  }

  public double[] array(String field) {
    return all(field).stream().mapToDouble(Vectors::number).toArray();
  }

  public Map<String, Long> wholes(String field) {
    Vectors there = at(field);
    Map<String, Long> wholes = new LinkedHashMap<>();
    there.fields().forEach(name -> wholes.put(name, there.whole(name)));
    return wholes;
  }

  /** {@code nc}, a number of canary errors, {@code ns} and a number of stable errors. */
  public IntervalCounts block(String canaryErrors, String stableErrors) {
    return new IntervalCounts(
        new Counts(whole("nc"), whole(canaryErrors)), new Counts(whole("ns"), whole(stableErrors)));
  }

  public Counts baseline() {
    return new Counts(whole("baselineRequests"), whole("baselineErrors"));
  }

  /** Holds a value against this one: relative above 1, absolute below. */
  public void isReachedBy(double got) {
    double want = number();
    assertThat(got).as(place).isCloseTo(want, within(TOLERANCE * Math.max(1, Math.abs(want))));
  }

  public void check(String field, double got) {
    at(field).isReachedBy(got);
  }

  @Override
  public String toString() {
    return place;
  }
}
