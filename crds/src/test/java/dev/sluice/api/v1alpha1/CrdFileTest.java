package dev.sluice.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The committed definitions match the records. */
class CrdFileTest {
  static final String UPDATE_COMMAND = "mvn -pl crds test -Dtest=CrdFileTest -Dsluice.update=true";

  enum Copy {
    API("canaryreleases.sluice.dev-v1.yaml"),
    CHART("../charts/sluice/templates/crd.yaml");

    private final Path path;

    Copy(String path) {
      // Surefire runs in the directory of the module.
      this.path = Path.of(path);
    }

    String expected() {
      return this == CHART ? CrdDocument.chartTemplate() : CrdDocument.yaml();
    }
  }

  @ParameterizedTest
  @EnumSource
  void committedDefinitionIsUpToDate(Copy copy) throws IOException {
    if (Boolean.getBoolean("sluice.update")) {
      Files.createDirectories(copy.path.toAbsolutePath().getParent());
      Files.writeString(copy.path, copy.expected());
    }
    assertThat(copy.path)
        .as("%s differs from the records; run: %s", copy.path, UPDATE_COMMAND)
        .exists()
        .content()
        .isEqualTo(copy.expected());
  }
}
