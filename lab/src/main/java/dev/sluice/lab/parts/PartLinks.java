package dev.sluice.lab.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.function.Function;

/** Links with stable names to built parts. */
final class PartLinks {
  private final LabCache cache;
  private final Catalogue catalogue;
  private final Function<String, Path> built;

  PartLinks(LabCache cache, Catalogue catalogue, Function<String, Path> built) {
    this.cache = cache;
    this.catalogue = catalogue;
    this.built = built;
  }

  /** Links the parts {@code names} to the store. Correct links are not changed. */
  void link(Set<String> names) throws IOException {
    for (String name : names) {
      Path target = built.apply(name);
      replace(place(catalogue.part(name)), target);
      if (catalogue.apiServerNames().contains(name)) {
        replace(cache.kubeApiTest(catalogue.kubernetesVersion()).resolve(name), target);
      }
    }
  }

  private Path place(Part part) {
    if (part.recipe() instanceof Recipe.Image image) {
      return cache.image(image.imageName());
    }
    boolean layer =
        part.recipe() instanceof Recipe.RootFileSystem
            || part.recipe() instanceof Recipe.JavaRuntime;
    return layer ? cache.layer(part.name()) : cache.bin(part.name());
  }

  private static void replace(Path link, Path target) throws IOException {
    Path folder = link.getParent();
    Path relative = folder.relativize(target);
    if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(relative)) {
      return;
    }
    Files.createDirectories(folder);
    // Renaming a new link over the old one keeps the name present at all times.
    Path fresh = folder.resolve("." + link.getFileName() + "." + ProcessHandle.current().pid());
    Files.deleteIfExists(fresh);
    Files.createSymbolicLink(fresh, relative);
    if (Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(link);
    }
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
  }
}
