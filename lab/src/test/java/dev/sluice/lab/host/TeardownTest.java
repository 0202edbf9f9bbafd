package dev.sluice.lab.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeardownTest {
  @Test
  void mountPointsMayHoldBlanks() {
    assertThat(
            Teardown.mountPoints(
                List.of(
                    "30 25 0:26 / /var/lib/x rw - tmpfs tmpfs rw",
                    "31 25 0:26 / /var/lib/a\\040b rw - tmpfs tmpfs rw")))
        .containsExactly(Path.of("/var/lib/x"), Path.of("/var/lib/a b"));
  }
}
