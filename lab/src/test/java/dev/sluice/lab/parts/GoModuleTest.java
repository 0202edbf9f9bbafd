package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoModuleTest {
  private static final Path HERE = Path.of("parts/demo");

  @Test
  void readsRequirementsOfBothForms() {
    GoModule module =
        parse(
            "module example/demo",
            "go 1.26.0",
            "require example.com/one v1.2.3",
            "require (",
            "\texample.com/two/v2 v2.0.0-20260101000000-abcdef012345 // indirect",
            ")");

    assertThat(module.version("example.com/one")).isEqualTo("v1.2.3");
    assertThat(module.version("example.com/two/v2"))
        .isEqualTo("v2.0.0-20260101000000-abcdef012345");
  }

  @Test
  void replacementIsNoRequirement() {
    GoModule module =
        parse("replace (", "\texample.com/one => example.com/one v1.0.0", ")", "// release 3.1.0");

    assertThat(module.required()).isEmpty();
    assertThat(module.releaseOrThrow()).isEqualTo("3.1.0");
  }

  @Test
  void whatIsMissingIsNamedWithItsFile() {
    GoModule module = parse("module example/demo");

    assertThatThrownBy(() -> module.version("example.com/one"))
        .hasMessage("parts/demo/go.mod does not require example.com/one; add it there");
    assertThatThrownBy(module::releaseOrThrow)
        .hasMessageContaining("parts/demo/go.mod has no line '// release VERSION'");
  }

  private static GoModule parse(String... lines) {
    return GoModule.parse(HERE, List.of(lines));
  }
}
