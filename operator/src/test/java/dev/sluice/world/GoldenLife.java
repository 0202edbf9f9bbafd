package dev.sluice.world;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A life that a person wrote, or that a failing seed was shrunk to, as a file of YAML.
 *
 * @param title one sentence
 * @param expect what must be so at the end; see {@code lives/README.md}
 */
record GoldenLife(String title, Life life, Map<String, Object> expect) {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));

  static GoldenLife read(Path file) {
    try {
      Map<String, Object> whole =
          YAML.readValue(Files.readString(file), new TypeReference<Map<String, Object>>() {});
      List<Disturbance> timeline =
          maps(whole.get("timeline")).stream().map(Disturbance::fromYaml).toList();
      return new GoldenLife(
          String.valueOf(whole.get("title")),
          new Life(
              ((Number) whole.getOrDefault("seed", 1)).longValue(),
              String.valueOf(whole.getOrDefault("spec", "short")),
              ((Number) whole.getOrDefault("replicas", 3)).intValue(),
              timeline),
          map(whole.get("expect")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The life as a file. */
  static String write(String title, Life life) {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("title", title);
    whole.put("seed", life.seed());
    whole.put("spec", life.spec());
    whole.put("replicas", life.replicas());
    whole.put("timeline", life.timeline().stream().map(Disturbance::toYaml).toList());
    try {
      return YAML.writeValueAsString(whole);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> maps(Object value) {
    return value == null ? List.of() : (List<Map<String, Object>>) value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }
}
