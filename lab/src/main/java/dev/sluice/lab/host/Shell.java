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

/** Runs short commands on the host to their end. */
public final class Shell {
  private Shell() {}

  /** What a command left: its exit status, and standard output and error together. */
  public record CommandResult(int exit, String output) {
    public boolean ok() {
      return exit == 0;
    }
  }

  /** Runs a command; a failing one is a result, not an exception. */
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
            "see what it waits for by running it by hand");
      }
      return new CommandResult(
          process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new LabException(
          command.get(0), "cannot be run: " + e.getMessage(), "install it, or look at the PATH", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException(command.get(0), "interrupted", "run the command again", e);
    } finally {
      deleteQuietly(output);
    }
  }

  /**
   * Runs a command that has to succeed and returns what it printed.
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
          "run it by hand to see why; lab/down, then lab/up starts afresh");
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
