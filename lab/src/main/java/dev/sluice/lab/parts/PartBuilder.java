package dev.sluice.lab.parts;

import dev.sluice.lab.parts.BuildPlan.Batch;
import java.io.IOException;
import java.nio.file.Path;

/** Makes the parts of one kind of recipe. */
interface PartBuilder {
  /**
   * Downloads what {@link #build} will need. Runs beside the build of other parts, since the
   * network is idle while compilers work. The default has nothing to download.
   */
  default void prepare(Batch batch, BuildLog log) throws IOException, InterruptedException {}

  /**
   * Makes every part of {@code batch} as {@code output/FILE}.
   *
   * @param output an empty folder; may hold other files afterwards
   */
  void build(Batch batch, Path output, BuildLog log) throws IOException, InterruptedException;
}
