package dev.sluice.lab.host;

import dev.sluice.lab.LabException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs short commands on the host. */
public final class Shell {
  private Shell() {}

  /** Exit status and combined output of a command. */
  public record CommandResult(int exit, String output) {
    public boolean ok() {
      return exit == 0;
    }
  }

  /** Runs a command. A failure is returned, not thrown. */
  public static CommandResult run(Duration limit, List<String> command) {
    return run(limit, Map.of(), command);
  }

  /**
   * Runs a command with extra environment variables.
   *
   * @throws LabException if it cannot be started or does not end within the limit
   */
  public static CommandResult run(
      Duration limit, Map<String, String> environment, List<String> command) {
    Path output = null;
    try {
      output = Files.createTempFile("sluice-lab-", ".out");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new LabException(
            command.get(0),
            "\"" + String.join(" ", command) + "\" did not end within " + limit.toSeconds() + " s",
            "run it manually to see what it waits for");
      }
      return new CommandResult(
          process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new LabException(
          command.get(0), "cannot be run: " + e.getMessage(), "install it, or check the PATH", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException(command.get(0), "interrupted", "run the command again", e);
    } finally {
      deleteQuietly(output);
    }
  }

  /**
   * Runs a command that must succeed, and returns its output.
   *
   * @throws LabException if its exit status is not 0
   */
  public static String must(Duration limit, List<String> command) {
    CommandResult result = run(limit, command);
    if (!result.ok()) {
      throw new LabException(
          command.get(0),
          "\""
              + String.join(" ", command)
              + "\" ended with "
              + result.exit()
              + ": "
              + result.output().strip(),
          "run it manually to see why; lab/down and lab/up start with an empty lab");
    }
    return result.output();
  }

  /** {@link #must(Duration, List)} for a command that takes a few seconds at most. */
  public static String must(String... command) {
    return must(Duration.ofSeconds(30), List.of(command));
  }

  private static void deleteQuietly(Path file) {
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
