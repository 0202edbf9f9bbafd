package dev.sluice.lab.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A manifest in a file, for as long as kubectl reads it. */
final class KubectlFile {
  private KubectlFile() {}

  /**
   * Writes a manifest and runs a command with it.
   *
   * @param command receives the option {@code --filename=FILE} and returns the output
   */
  static String with(String manifest, UnaryOperator<String> command) {
    try {
      Path file = Files.createTempFile("scenario-", ".yaml");
      try {
        Files.writeString(file, manifest);
        return command.apply("--filename=" + file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
