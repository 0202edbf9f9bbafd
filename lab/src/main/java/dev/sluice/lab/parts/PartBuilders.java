package dev.sluice.lab.parts;

import java.nio.file.Path;
import java.util.function.Function;

/** The builder for each kind of recipe. */
final class PartBuilders {
  private final ImageBuilder images;

  PartBuilders(Function<String, Path> built) {
    images = new ImageBuilder(built);
  }

  PartBuilder of(Part part) {
    Recipe recipe = part.recipe();
    if (recipe instanceof Recipe.GoProgram) {
      return new GoBuilder();
    } else if (recipe instanceof Recipe.Wheel) {
      return new WheelBuilder();
    } else if (recipe instanceof Recipe.RootFileSystem) {
      return new RootFileSystemBuilder();
    } else if (recipe instanceof Recipe.JavaRuntime) {
      return new JavaRuntimeBuilder();
    }
    return images;
  }
}
