package dev.sluice.lab.parts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The parts to build and their order.
 *
 * @param batches built one after the other; the parts of a batch are built together
 */
record BuildPlan(List<Batch> batches) {
  /** Parts built in one call of their builder. */
  record Batch(List<Part> parts) {
    Batch {
      parts = List.copyOf(parts);
    }

    Part first() {
      return parts.get(0);
    }

    int expectedSeconds() {
      return parts.stream().mapToInt(Part::expectedSeconds).sum();
    }

    /** For example {@code kubelet, kube-proxy 1.37.2}. */
    String title() {
      return parts.stream().map(Part::name).collect(Collectors.joining(", "))
          + " "
          + first().version();
    }
  }

  /** The smallest plan that makes {@code wanted} present, dependencies first. */
  static BuildPlan of(Catalogue catalogue, Set<String> wanted, Predicate<Part> present) {
    Set<String> missing = new HashSet<>();
    catalogue.inOrder(wanted).forEach(part -> addMissing(catalogue, part, present, missing));
    List<Batch> batches = new ArrayList<>();
    List<Part> open = new ArrayList<>();
    for (Part part : catalogue.inOrder(missing)) {
      if (!open.isEmpty() && !open.get(0).batch().equals(part.batch())) {
        batches.add(new Batch(open));
        open.clear();
      }
      open.add(part);
    }
    if (!open.isEmpty()) {
      batches.add(new Batch(open));
    }
    return new BuildPlan(List.copyOf(batches));
  }

  private static void addMissing(
      Catalogue catalogue, Part part, Predicate<Part> present, Set<String> missing) {
    if (!present.test(part) && missing.add(part.name())) {
      part.needs().forEach(name -> addMissing(catalogue, catalogue.part(name), present, missing));
    }
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  int partCount() {
    return batches.stream().mapToInt(batch -> batch.parts().size()).sum();
  }

  List<Part> parts() {
    return batches.stream().flatMap(batch -> batch.parts().stream()).toList();
  }
}
