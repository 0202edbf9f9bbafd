package dev.sluice.lab.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
  private static final String STAT =
      "812 (a (b) c) %s 1 812 812 0 -1 4194560 1 0 0 0 7 3 0 0 20 0 9 0 123456 1 2 3";

  @TempDir Path folder;

  @Test
  void readsTheStartTimeBehindANameWithBlanksAndBrackets() {
    assertThat(PidFile.parseStartTicks(String.format(STAT, "S"))).contains(123456L);
  }

  @Test
  void aZombieHasNoStartTime() {
    assertThat(PidFile.parseStartTicks(String.format(STAT, "Z"))).isEmpty();
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    PidFile written = new PidFile(7, 99, "abc");
    written.write(folder.resolve("x.pid"));
    assertThat(PidFile.read(folder.resolve("x.pid"))).contains(written);
  }

  @Test
  void aMissingOrTornFileIsNoProcess() throws IOException {
    Files.writeString(folder.resolve("torn.pid"), "12");
    Files.writeString(folder.resolve("odd.pid"), "a b c");
    assertThat(PidFile.read(folder.resolve("none.pid"))).isEmpty();
    assertThat(PidFile.read(folder.resolve("torn.pid"))).isEmpty();
    assertThat(PidFile.read(folder.resolve("odd.pid"))).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anotherProcessWithTheSameIdIsNotTakenForIt() {
    long own = ProcessHandle.current().pid();
    long ticks = PidFile.startTicks(own).orElseThrow();
    PidFile self = new PidFile(own, ticks, "f");
    assertThat(self.running()).isTrue();
    assertThat(self.since())
        .isCloseTo(
            ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH),
            org.assertj.core.api.Assertions.within(5, ChronoUnit.SECONDS));
    assertThat(new PidFile(own, ticks - 1, "f").running()).isFalse();
  }
}
