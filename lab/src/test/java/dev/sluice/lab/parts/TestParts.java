package dev.sluice.lab.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The parts of the checkout, and copies that a test may change. */
final class TestParts {
  private TestParts() {}

  static Path directory() {
    return PartsDirectory.locate();
  }

  static Catalogue catalogue() {
    return new Catalogue(directory());
  }

  static Path copyTo(Path target) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory())) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path copy = target.resolve(directory().relativize(file));
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    return target;
  }

  static void append(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
