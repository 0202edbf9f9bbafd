package dev.sluice.lab.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code go.mod} of a part, the only place of its version.
 *
 * @param directory the module's folder
 * @param required versions by module path, including indirect ones
 * @param release the release named in a comment ({@code // release 1.31.0}) if the module version
 *     does not contain it
 */
record GoModule(Path directory, Map<String, String> required, Optional<String> release) {
  private static final Pattern REQUIREMENT =
      Pattern.compile("^(?:require)?\\s+(\\S+)\\s+(v\\d\\S*)(?:\\s+//.*)?$");
  private static final Pattern RELEASE = Pattern.compile("^// release (\\S+)$");

  static GoModule read(Path directory) {
    Path file = directory.resolve("go.mod");
    try {
      return parse(directory, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException("no readable " + file, e);
    }
  }

  static GoModule parse(Path directory, List<String> lines) {
    Map<String, String> required = new HashMap<>();
    Optional<String> release = Optional.empty();
    for (String line : lines) {
      Matcher requirement =
          REQUIREMENT.matcher(line.startsWith("require") ? line : " " + line.strip());
      Matcher stated = RELEASE.matcher(line.strip());
      if (stated.matches()) {
        release = Optional.of(stated.group(1));
      } else if (requirement.matches()) {
        required.putIfAbsent(requirement.group(1), requirement.group(2));
      }
    }
    return new GoModule(directory, Map.copyOf(required), release);
  }

  /** The version of {@code modulePath} as in go.mod, with its {@code v}. */
  String version(String modulePath) {
    String version = required.get(modulePath);
    if (version == null) {
      throw new IllegalStateException(
          directory.resolve("go.mod") + " does not require " + modulePath + "; add it there");
    }
    return version;
  }

  /** The stated release, without a {@code v}. */
  String releaseOrThrow() {
    return release.orElseThrow(
        () ->
            new IllegalStateException(
                directory.resolve("go.mod") + " has no line '// release VERSION'; add it there"));
  }
}
