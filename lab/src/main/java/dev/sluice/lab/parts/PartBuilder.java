package dev.sluice.lab.parts;

import dev.sluice.lab.parts.BuildPlan.Batch;
import java.io.IOException;
import java.nio.file.Path;

/** Builds the parts of one kind of recipe. */
interface PartBuilder {
  /**
   * Downloads what {@link #build} needs. Runs in parallel with the build of other parts, because
   * compilers do not use the network. By default there is nothing to download.
   */
  default void prepare(Batch batch, BuildLog log) throws IOException, InterruptedException {}

  /**
   * Builds every part of {@code batch} as {@code output/FILE}.
   *
   * @param output an empty folder; may hold other files afterwards
   */
  void build(Batch batch, Path output, BuildLog log) throws IOException, InterruptedException;
}
