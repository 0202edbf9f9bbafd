package dev.sluice.lab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTemplatesTest {
  @Test
  void namesAreReplacedAndOtherSignsAreKept() {
    assertThat(ConfigTemplates.fill("f", "a {{x}} $1 %REQ(A)% {y} {{x}}", Map.of("x", "$0\\")))
        .isEqualTo("a $0\\ $1 %REQ(A)% {y} $0\\");
  }

  @Test
  void aMissingValueIsNamedWithItsFile() {
    assertThatThrownBy(() -> ConfigTemplates.fill("f.yaml", "{{gone}}", Map.of()))
        .hasMessageContaining("f.yaml")
        .hasMessageContaining("\"gone\"");
  }
}
