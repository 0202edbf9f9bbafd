package dev.sluice.cli;

import dev.sluice.cli.lint.LintedRelease;
import dev.sluice.cli.lint.Linter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads files with CanaryReleases. */
final class PolicyFile {
  private PolicyFile() {}

  /** The text of a file, or of standard input for {@code -}. */
  static String text(CommandSpec command, String file) {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new ParameterException(
          command.commandLine(), "the path \"" + file + "\" does not exist");
    } catch (IOException e) {
      throw new ParameterException(
          command.commandLine(), "the file \"" + file + "\" cannot be read: " + e.getMessage());
    }
  }

  /**
   * The selected CanaryRelease; empty if the file has problems, which are printed.
   *
   * @param name null if the file has only one
   */
  static Optional<LintedRelease> one(CommandSpec command, String file, String name) {
    Linter linter = new Linter();
    linter.read(file, text(command, file));
    if (!linter.problems().isEmpty()) {
      linter.problems().forEach(command.commandLine().getErr()::println);
      return Optional.empty();
    }
    List<LintedRelease> selected =
        linter.releases().stream()
            .filter(release -> name == null || release.name().equals(name))
            .toList();
    if (selected.size() == 1) {
      return Optional.of(selected.get(0));
    }
    String names =
        linter.releases().stream().map(LintedRelease::name).collect(Collectors.joining(", "));
    throw new ParameterException(
        command.commandLine(),
        linter.releases().isEmpty()
            ? "there is no CanaryRelease in " + file
            : selected.isEmpty()
                ? "there is no CanaryRelease \"%s\" in %s; it has %s".formatted(name, file, names)
                : "%s has several CanaryReleases; choose one with --name: %s"
                    .formatted(file, names));
  }
}
