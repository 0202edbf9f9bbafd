package dev.sluice.lab.parts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** Runs the programs of a build and writes their output to one file. */
final class BuildLog {
  private final Path file;

  private BuildLog(Path file) {
    this.file = file;
  }

  /** Starts an empty log. */
  static BuildLog start(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    Files.createFile(file);
    return new BuildLog(file);
  }

  Path file() {
    return file;
  }

  /**
   * Runs {@code command} to its end.
   *
   * @throws IOException if it cannot start or its exit status is not 0
   */
  void run(Path directory, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    run(directory, environment, command, false);
  }

  /** As {@link #run(Path, Map, List)}, without the standard output. */
  void runForEffect(Path directory, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    run(directory, environment, command, true);
  }

  /** As {@link #run(Path, Map, List)}; returns standard output without the final newline. */
  String output(Path directory, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    note(command);
    Process process =
        process(directory, environment, command)
            .redirectError(ProcessBuilder.Redirect.appendTo(file.toFile()))
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    await(process, command);
    return output.stripTrailing();
  }

  List<String> lines() {
    try {
      return List.of(Files.readString(file).stripTrailing().split("\n", -1));
    } catch (IOException e) {
      return List.of("(the log is not readable: " + e.getMessage() + ")");
    }
  }

  private void run(
      Path directory, Map<String, String> environment, List<String> command, boolean discard)
      throws IOException, InterruptedException {
    note(command);
    ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(file.toFile());
    ProcessBuilder builder = process(directory, environment, command).redirectError(toLog);
    builder.redirectOutput(discard ? ProcessBuilder.Redirect.DISCARD : toLog);
    await(builder.start(), command);
  }

  private void note(List<String> command) throws IOException {
    Files.writeString(file, "+ " + String.join(" ", command) + "\n", StandardOpenOption.APPEND);
  }

  private static ProcessBuilder process(
      Path directory, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    return builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
  }

  private static void await(Process process, List<String> command)
      throws IOException, InterruptedException {
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(program(command) + " ended with status " + status);
      }
    } catch (InterruptedException e) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      throw e;
    }
  }

  private static String program(List<String> command) {
    return Path.of(command.get(0)).getFileName()
        + (command.size() > 1 && !command.get(1).startsWith("-") ? " " + command.get(1) : "");
  }
}
