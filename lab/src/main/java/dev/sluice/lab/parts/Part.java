package dev.sluice.lab.parts;

import java.util.Set;
import java.util.TreeSet;

/**
 * Something that the lab needs and that is built on this machine.
 *
 * @param name unique; for programs also the name under {@code bin}
 * @param version upstream version without a {@code v}
 * @param expectedSeconds build time on two cores without caches, evenly divided within a batch
 */
public record Part(String name, String version, int expectedSeconds, Recipe recipe) {
  /** Names of the parts that this one depends on. */
  Set<String> needs() {
    if (!(recipe instanceof Recipe.Image image)) {
      return Set.of();
    }
    Set<String> needs = new TreeSet<>(image.layers());
    for (Recipe.Source source : image.files().values()) {
      if (source instanceof Recipe.Source.OfPart part) {
        needs.add(part.partName());
      }
    }
    return needs;
  }

  String batch() {
    return recipe.batch(name);
  }

  String fileName() {
    return recipe.fileName(name);
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}
