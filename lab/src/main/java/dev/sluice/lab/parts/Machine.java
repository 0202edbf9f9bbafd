package dev.sluice.lab.parts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The machine on which prerequisites are checked. */
interface Machine {
  /** Operating system and architecture of Java, for example {@code Linux amd64}. */
  String platform();

  boolean isRoot();

  boolean exists(Path path);

  /** Whether a program is on the PATH or in a system folder. */
  boolean hasProgram(String name);

  /** Standard output of a command, if it succeeded. */
  Optional<String> output(String... command);

  /** This machine. */
  static Machine real() {
    return new Real();
  }

  /** Asks the operating system. */
  final class Real implements Machine {
    private static final int SECONDS = 20;

    @Override
    public String platform() {
      return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    @Override
    public boolean isRoot() {
      return output("id", "-u").filter("0"::equals).isPresent();
    }

    @Override
    public boolean exists(Path path) {
      return Files.exists(path);
    }

    @Override
    public boolean hasProgram(String name) {
      String path = System.getenv().getOrDefault("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin";
      return Stream.of(path.split(":", -1))
          .filter(folder -> !folder.isEmpty())
          .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    @Override
    public Optional<String> output(String... command) {
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        String output =
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        return ended && process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
      } catch (IOException e) {
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
  }
}
