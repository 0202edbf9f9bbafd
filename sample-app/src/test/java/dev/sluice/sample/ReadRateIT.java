package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How fast the app reads from H2 on one core, beside the framework alone in the same run. */
@Tag("long")
class ReadRateIT {

  private static final int PER_SECOND = 2_000;
  private static final Pattern STARTED = Pattern.compile("started port=(\\d+) ");

  @TempDir Path directory;

  @Test
  void twoThousandReadsASecondOnOneCore() throws Exception {
    Duration bare =
        p99(
            "framework",
            List.of("-cp", System.getProperty("java.class.path"), BareServer.class.getName()));
    Duration app = p99("app", List.of("-jar", Path.of("target", "sample-app.jar").toString()));
    System.out.printf(
        "reads per_second=%d p99_ms app=%.2f framework=%.2f ratio=%.2f%n",
        PER_SECOND, millis(app), millis(bare), millis(app) / millis(bare));
    assertThat(app).isLessThan(Duration.ofMillis(50));
  }

  private Duration p99(String name, List<String> program) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("taskset", "--cpu-list", "0", "java", "-Xmx64m"));
    command.addAll(program);
    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("PORT", "0");
    Process process = builder.start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> STARTED.matcher(Files.readString(log)).find());
      Matcher started = STARTED.matcher(Files.readString(log));
      assertThat(started.find()).isTrue();
      int port = Integer.parseInt(started.group(1));
      new Caller(port).call("POST", "/users", BareServer.ANSWER.replace("\"id\":1,", ""));
      PacedReads.run(port, PER_SECOND, 15);
      long[] nanos = PacedReads.run(port, PER_SECOND, 20);
      System.out.printf(
          "reads of=%s p50_ms=%.2f p99_ms=%.2f max_ms=%.2f%n",
          name,
          millis(PacedReads.quantile(nanos, 0.5)),
          millis(PacedReads.quantile(nanos, 0.99)),
          millis(PacedReads.quantile(nanos, 1)));
      return PacedReads.quantile(nanos, 0.99);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
