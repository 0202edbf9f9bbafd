package dev.sluice.lab.parts;

import dev.sluice.lab.parts.BuildPlan.Batch;
import dev.sluice.lab.parts.Recipe.JavaRuntime;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Builds an image layer with a Java runtime of the used modules. */
final class JavaRuntimeBuilder implements PartBuilder {
  /** Path of the runtime in an image. */
  static final String HOME = "/opt/java";

  /** Uncompressed modules start faster, and the layer stays on this machine. */
  static final List<String> OPTIONS =
      List.of(
          "--compress=0", "--no-header-files", "--no-man-pages", "--strip-java-debug-attributes");

  @Override
  public void build(Batch batch, Path output, BuildLog log)
      throws IOException, InterruptedException {
    Part part = batch.first();
    JavaRuntime recipe = (JavaRuntime) part.recipe();
    Path runtime = output.resolve("runtime");
    List<String> link = new ArrayList<>(List.of(jlink().toString()));
    link.addAll(OPTIONS);
    link.add("--add-modules=" + String.join(",", recipe.modules()));
    link.add("--output=" + runtime);
    log.run(output, Map.of(), link);
    // Class data sharing saves about 200 ms per start; jlink does not create its archive.
    log.run(output, Map.of(), List.of(runtime.resolve("bin/java").toString(), "-Xshare:dump"));
    Path layer = output.resolve(part.fileName());
    try (TarWriter tar =
        new TarWriter(new BufferedOutputStream(Files.newOutputStream(layer), 1 << 20))) {
      tar.tree(HOME.substring(1), runtime);
    }
  }

  static Path jlink() {
    return Path.of(System.getProperty("java.home"), "bin", "jlink");
  }
}
