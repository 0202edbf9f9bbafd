package dev.sluice.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Unstructured;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Folders of golden files: an {@code intent.yaml}, and an {@code out-<kind>.yaml} for each object
 * that it is rendered to. {@code -Dsluice.golden.write=true} writes the latter.
 */
final class Golden {
  static final Path ROOT = Path.of("src/test/resources/golden");

  private Golden() {}

  /** The cases of a router or renderer. */
  static List<Path> cases(String folder) {
    try (Stream<Path> cases = Files.list(ROOT.resolve(folder))) {
      return cases.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The golden objects of every case. */
  static List<Path> outputs() {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files.filter(file -> file.getFileName().toString().startsWith("out-")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> read(Path file) {
    try {
      return Serialization.unmarshal(Files.readString(file), Map.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The objects are those of the folder, no more and no fewer. */
  static void check(Path folder, List<DesiredObject> objects) throws IOException {
    if (Boolean.getBoolean("sluice.golden.write")) {
      for (DesiredObject object : objects) {
        Files.writeString(file(folder, object), Serialization.asYaml(object.body()));
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> !file.endsWith("intent.yaml")))
          .containsExactlyInAnyOrderElementsOf(
              objects.stream().map(object -> file(folder, object)).toList());
    }
    for (DesiredObject object : objects) {
      assertThat(Unstructured.same(object.body(), read(file(folder, object))))
          .as("%s is%n%s", file(folder, object), Serialization.asYaml(object.body()))
          .isTrue();
    }
  }

  private static Path file(Path folder, DesiredObject object) {
    return folder.resolve("out-" + object.key().kind().kind().toLowerCase(Locale.ROOT) + ".yaml");
  }
}
