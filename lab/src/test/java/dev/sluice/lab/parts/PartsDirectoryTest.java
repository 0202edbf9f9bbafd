package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsDirectoryTest {
  @TempDir Path checkout;

  @Test
  void isFoundFromAnyFolderOfTheCheckoutAndByVariable() throws IOException {
    Path parts = checkout.resolve("lab/parts");
    Files.createDirectories(parts.resolve("kubernetes"));
    Files.writeString(parts.resolve("kubernetes/go.mod"), "module demo\n");
    Path deep = Files.createDirectories(checkout.resolve("operator/src/main"));

    assertThat(PartsDirectory.find(Map.of(), deep)).contains(parts);
    assertThat(
            PartsDirectory.find(
                Map.of("SLUICE_LAB_HOME", checkout.resolve("lab").toString()), Path.of("/")))
        .contains(parts);
    assertThat(PartsDirectory.find(Map.of(), Path.of("/"))).isEmpty();
  }
}
