package dev.sluice.world;

import java.util.ArrayList;
import java.util.List;

/** Makes a life that breaks an invariant as short as it can be. */
final class Shrinking {
  private Shrinking() {}

  /** The life without the disturbances that it does not need to break the same kind of thing. */
  static Life shrink(Life life, PlantedFault plant) {
    String kind = kind(life.live(plant).broken());
    Life smallest = life;
    boolean smaller;
    do {
      smaller = false;
      for (int i = smallest.timeline().size() - 1; i >= 0; i--) {
        List<Disturbance> fewer = new ArrayList<>(smallest.timeline());
        fewer.remove(i);
        Life candidate = smallest.with(fewer);
        if (kind(candidate.live(plant).broken()).equals(kind)) {
          smallest = candidate;
          smaller = true;
        }
      }
    } while (smaller);
    return smallest;
  }

  /** What is broken, without its numbers and names. */
  private static String kind(String broken) {
    return broken.isEmpty()
        ? ""
        : "broken: " + broken.replaceAll("[0-9].*?(?= |$)", "").replaceAll(":.*", "");
  }
}
