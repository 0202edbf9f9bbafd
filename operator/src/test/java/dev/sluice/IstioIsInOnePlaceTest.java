package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Istio's API groups occur in one package: a second mesh is a package beside it. */
class IstioIsInOnePlaceTest {
  private static final Path MAIN = Path.of("src/main/java/dev/sluice");

  @Test
  void onlyTheIstioRouterKnowsIstiosGroups() throws IOException {
    try (Stream<Path> files = Files.walk(MAIN)) {
      List<Path> knowing =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.startsWith(MAIN.resolve("traffic/istio")))
              .filter(IstioIsInOnePlaceTest::namesIstio)
              .toList();
      assertThat(knowing).isEmpty();
    }
  }

  private static boolean namesIstio(Path file) {
    try {
      return Files.readString(file).contains("istio.io");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
