package dev.sluice.lab.demo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.lab.LabException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabTurnTest {

  @Test
  void oneHasItAtATime(@TempDir Path folder) {
    LabTurn first = LabTurn.take(folder, "lab/demo");
    assertThatThrownBy(() -> LabTurn.take(folder, "the mesh tests"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("in use by lab/demo, process ");
    first.close();
    assertThatCode(() -> LabTurn.take(folder, "the mesh tests").close()).doesNotThrowAnyException();
  }
}
