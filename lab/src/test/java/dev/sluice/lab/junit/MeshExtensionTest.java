package dev.sluice.lab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeshExtensionTest {
  @Test
  void withoutRootTheTestsAreSkippedInOneLine() {
    var result = MeshExtension.evaluate(Optional.of("the lab needs root"), Map.of());
    assertThat(result.isDisabled()).isTrue();
    assertThat(result.getReason()).contains("mesh tests skipped: the lab needs root");
  }

  @Test
  void aRequiredLabIsTriedAndMayFail() {
    var result =
        MeshExtension.evaluate(
            Optional.of("the lab needs root"), Map.of("SLUICE_REQUIRE_LAB", "1"));
    assertThat(result.isDisabled()).isFalse();
  }

  @Test
  void whereItCanRunItRuns() {
    assertThat(MeshExtension.evaluate(Optional.empty(), Map.of()).isDisabled()).isFalse();
  }
}
