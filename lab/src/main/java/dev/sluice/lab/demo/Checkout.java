package dev.sluice.lab.demo;

import dev.sluice.lab.LabException;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.parts.PartsDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The checkout that this program was built from.
 *
 * @param root its folder
 */
public record Checkout(Path root) {
  private static final Duration BUILD = Duration.ofMinutes(15);

  /** Finds the checkout by its {@code lab} folder. */
  public static Checkout locate() {
    return new Checkout(PartsDirectory.locate().getParent().getParent());
  }

  /** The chart that installs Sluice. */
  public Path chart() {
    return root.resolve("charts/sluice");
  }

  /** An example, such as {@code users/users.yaml}. */
  public Path example(String file) {
    return root.resolve("examples").resolve(file);
  }

  /** The operator as an executable jar with dependencies. */
  public Path operatorJar() {
    return root.resolve("operator/target/sluice.jar");
  }

  /** The users API as an executable jar with dependencies. */
  public Path sampleJar() {
    return root.resolve("sample-app/target/sample-app.jar");
  }

  /** Builds both jars unless they are newer than their sources. */
  public void build(Consumer<String> progress) {
    boolean current =
        newer(operatorJar(), List.of("crds", "operator"))
            && newer(sampleJar(), List.of("sample-app"));
    if (current) {
      return;
    }
    progress.accept("building operator/target/sluice.jar and sample-app/target/sample-app.jar");
    List<String> command =
        List.of(
            "mvn",
            "-q",
            "-f",
            root.resolve("pom.xml").toString(),
            "-pl",
            "operator,sample-app",
            "-am",
            "package",
            "-DskipTests");
    Shell.CommandResult result = Shell.run(BUILD, command);
    if (!result.ok()) {
      throw new LabException(
          "build",
          "mvn ended with " + result.exit() + ":\n" + result.output().strip(),
          "run it manually: " + String.join(" ", command));
    }
  }

  private boolean newer(Path jar, List<String> modules) {
    try {
      if (!Files.exists(jar)) {
        return false;
      }
      FileTime built = Files.getLastModifiedTime(jar);
      List<Path> sources = new ArrayList<>(List.of(root.resolve("pom.xml")));
      for (String module : modules) {
        sources.add(root.resolve(module).resolve("pom.xml"));
        try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main"))) {
          files.forEach(sources::add);
        }
      }
      for (Path source : sources) {
        if (Files.getLastModifiedTime(source).compareTo(built) > 0) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new LabException("build", e.toString(), "is this a whole checkout?", e);
    }
  }
}
