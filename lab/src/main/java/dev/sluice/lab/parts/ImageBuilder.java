package dev.sluice.lab.parts;

import dev.sluice.lab.parts.BuildPlan.Batch;
import dev.sluice.lab.parts.Recipe.Image;
import dev.sluice.lab.parts.Recipe.Source;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Builds image archives from built parts. */
final class ImageBuilder implements PartBuilder {
  private final Function<String, Path> built;

  /**
   * Uses the files of other parts.
   *
   * @param built returns the file of a part by its name
   */
  ImageBuilder(Function<String, Path> built) {
    this.built = built;
  }

  @Override
  public void build(Batch batch, Path output, BuildLog log)
      throws IOException, InterruptedException {
    Part part = batch.first();
    Image image = (Image) part.recipe();
    List<Path> layers = new ArrayList<>(image.layers().stream().map(built).toList());
    if (!image.files().isEmpty()) {
      layers.add(top(image, output, log));
    }
    ImageArchive.write(output.resolve(part.fileName()), image.reference(), layers, image.config());
  }

  private Path top(Image image, Path output, BuildLog log)
      throws IOException, InterruptedException {
    Path layer = output.resolve("top.tar");
    try (TarWriter tar =
        new TarWriter(new BufferedOutputStream(Files.newOutputStream(layer), 1 << 20))) {
      for (Map.Entry<String, Source> file : new TreeMap<>(image.files()).entrySet()) {
        String path = file.getKey().substring(1);
        if (file.getValue() instanceof Source.OfPart part) {
          tar.file(path, built.apply(part.partName()), true);
        } else {
          Source.OfModule source = (Source.OfModule) file.getValue();
          Path module = GoBuilder.sourceOf(source.modulePath(), source.moduleDirectory(), log);
          tar.file(path, module.resolve(source.file()), false);
        }
      }
    }
    return layer;
  }
}
