package dev.sluice.lab.parts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds {@code lab/parts}, the folder of the pinned modules. */
public final class PartsDirectory {
  /**
   * Environment variable that names the checkout's {@code lab} folder; the scripts in it set it.
   */
  public static final String VARIABLE = "SLUICE_LAB_HOME";

  private static final Path PARTS = Path.of("lab", "parts");
  private static final Path WITNESS = Path.of("kubernetes", "go.mod");

  private PartsDirectory() {}

  /**
   * Uses {@value #VARIABLE}, or searches the working directory and its parents.
   *
   * @throws IllegalStateException if it is not found, with a remedy
   */
  public static Path locate() {
    Path start = Path.of("").toAbsolutePath();
    return find(System.getenv(), start)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no lab/parts in or above "
                        + start
                        + "; run inside a checkout or set "
                        + VARIABLE
                        + " to its lab folder"));
  }

  static Optional<Path> find(Map<String, String> environment, Path start) {
    String home = environment.getOrDefault(VARIABLE, "");
    if (!home.isEmpty()) {
      return Optional.of(Path.of(home).toAbsolutePath().resolve("parts"))
          .filter(PartsDirectory::is);
    }
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      Path parts = folder.resolve(PARTS);
      if (is(parts)) {
        return Optional.of(parts);
      }
    }
    return Optional.empty();
  }

  private static boolean is(Path parts) {
    return Files.isRegularFile(parts.resolve(WITNESS));
  }
}
