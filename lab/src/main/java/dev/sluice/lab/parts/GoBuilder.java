package dev.sluice.lab.parts;

import dev.sluice.lab.parts.BuildPlan.Batch;
import dev.sluice.lab.parts.Recipe.GoProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Builds programs from pinned Go modules. */
final class GoBuilder implements PartBuilder {
  /** Static programs without traces of the build machine. */
  static final List<String> BUILD_FLAGS =
      List.of("-trimpath", "-buildvcs=false", "-mod=readonly", "-pgo=off");

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "CGO_ENABLED", "0",
          "GOOS", "linux",
          "GOARCH", "amd64",
          "GOFLAGS", "",
          "GOWORK", "off",
          "GOTOOLCHAIN", "local");

  @Override
  public void prepare(Batch batch, BuildLog log) throws IOException, InterruptedException {
    // Listing the dependencies downloads the source of exactly those that are compiled.
    List<String> command = new ArrayList<>(List.of("go", "list", "-deps", "-mod=readonly"));
    tags(batch, command);
    packages(batch, command);
    log.runForEffect(recipe(batch.first()).moduleDirectory(), ENVIRONMENT, command);
  }

  @Override
  public void build(Batch batch, Path output, BuildLog log)
      throws IOException, InterruptedException {
    GoProgram recipe = recipe(batch.first());
    List<String> command = new ArrayList<>(List.of("go", "build"));
    command.addAll(BUILD_FLAGS);
    tags(batch, command);
    command.add("-ldflags=-s -w " + String.join(" ", recipe.linkerFlags()));
    boolean single = batch.parts().size() == 1;
    command.add("-o=" + (single ? output.resolve(batch.first().fileName()) : output + "/"));
    packages(batch, command);
    log.run(recipe.moduleDirectory(), ENVIRONMENT, command);
  }

  /**
   * Folder with the source of {@code modulePath} at the version required by the module in {@code
   * directory}.
   */
  static Path sourceOf(String modulePath, Path directory, BuildLog log)
      throws IOException, InterruptedException {
    log.runForEffect(directory, ENVIRONMENT, List.of("go", "mod", "download", modulePath));
    List<String> command =
        List.of("go", "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", modulePath);
    Path source = Path.of(log.output(directory, ENVIRONMENT, command));
    try (Stream<Path> entries = Files.list(source)) {
      if (entries.findAny().isEmpty()) {
        throw new IOException("the source of " + modulePath + " is empty: " + source);
      }
    }
    return source;
  }

  private static void tags(Batch batch, List<String> command) {
    command.add("-tags=" + String.join(",", recipe(batch.first()).tags()));
  }

  private static void packages(Batch batch, List<String> command) {
    batch.parts().forEach(part -> command.add(recipe(part).packagePath()));
  }

  private static GoProgram recipe(Part part) {
    return (GoProgram) part.recipe();
  }
}
