package dev.sluice.lab.parts;

import java.util.Set;
import java.util.TreeSet;

/**
 * One thing that the lab needs and that is built on the machine.
 *
 * @param name unique; for programs also the name under {@code bin}
 * @param version as people know it, without a {@code v}
 * @param expectedSeconds how long it takes with nothing cached on two cores, shared evenly within a
 *     batch
 */
public record Part(String name, String version, int expectedSeconds, Recipe recipe) {
  /** Names of the parts that must be there before this one can be made. */
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
