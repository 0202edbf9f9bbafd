package dev.sluice.lab.parts;

import dev.sluice.lab.parts.BuildPlan.Batch;
import dev.sluice.lab.parts.Recipe.RootFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds a small root file system from Debian packages. */
final class RootFileSystemBuilder implements PartBuilder {
  @Override
  public void build(Batch batch, Path output, BuildLog log)
      throws IOException, InterruptedException {
    Part part = batch.first();
    RootFileSystem recipe = (RootFileSystem) part.recipe();
    Path root = output.resolve("root");
    List<String> unpack =
        List.of(
            "mmdebstrap",
            "--variant=extract",
            "--format=directory",
            "--include=" + packages(recipe.directory().resolve("packages.txt")),
            recipe.suite(),
            root.toString());
    log.run(output, Map.of(), unpack);
    Path script = recipe.directory().resolve("customize.sh");
    log.run(output, Map.of(), List.of("sh", script.toString(), root.toString()));
    List<String> pack =
        List.of(
            "tar",
            "--create",
            "--file=" + output.resolve(part.fileName()),
            "--directory=" + root,
            "--sort=name",
            "--mtime=@0",
            "--numeric-owner",
            ".");
    log.run(output, Map.of(), pack);
  }

  static String packages(Path list) throws IOException {
    return Files.readAllLines(list).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .collect(Collectors.joining(","));
  }
}
