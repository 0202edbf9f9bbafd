package dev.sluice.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.host.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadPodTest {
  /** Replaces vegeta: an attack that has one more result after SIGTERM. */
  private static final String FAKE =
      """
      #!/bin/sh
      if [ "$1" = attack ]; then
        trap 'echo last; exit 0' TERM
        echo first
        while :; do sleep 0.1; done
      fi
      for word; do case $word in --output=*) exec cat >"${word#--output=}";; esac; done
      """;

  @Test
  void theScriptWritesAllResultsBeforeItEnds(@TempDir Path folder) throws Exception {
    program(folder.resolve("vegeta"), FAKE);
    program(folder.resolve("busybox"), "#!/bin/sh\nexec \"$@\"\n");
    LoadPlan plan = LoadPlan.users("users.shop", 100);
    for (LoadStream stream : plan.streams()) {
      Files.writeString(folder.resolve(LoadPod.targets(stream)), TargetScript.of(stream.targets()));
    }
    String script = LoadPod.script(plan).replace("cd /ledger", "cd " + folder);
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).inheritIO();
    builder.environment().merge("PATH", folder.toString(), (path, own) -> own + ":" + path);
    Process process = builder.start();
    try {
      assertThat(Wait.holds(Duration.ofSeconds(20), () -> all(folder, plan, "first\n"))).isTrue();
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(all(folder, plan, "first\nlast\n")).isTrue();
      assertThat(folder.resolve(LoadPod.ENDED)).exists();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void program(Path file, String script) throws IOException {
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static boolean all(Path folder, LoadPlan plan, String content) {
    return plan.streams().stream()
        .allMatch(stream -> content.equals(read(folder.resolve(LoadPod.results(stream)))));
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void theStreamsTogetherHaveTheRate() {
    for (int rate : new int[] {10, 50, 100, 333, 1000}) {
      assertThat(LoadPlan.users("users.shop", rate).perSecond())
          .isCloseTo(rate, org.assertj.core.data.Offset.offset(0.01));
    }
  }
}
