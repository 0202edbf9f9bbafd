package dev.sluice.lab.parts;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Builds parts for {@code lab/build}: {@code all} (default), {@code api-server}, or names of parts.
 * {@code --list} lists them. Exits with 0, with 1 if a part failed, with 2 on wrong usage or if the
 * machine lacks something.
 */
public final class PartsMain {
  private PartsMain() {}

  /** Runs the command and returns the exit status. */
  public static int run(List<String> arguments, BuildProgress progress)
      throws InterruptedException {
    try {
      LabCache cache = LabCache.ofUser();
      Catalogue catalogue = Catalogue.ofCheckout();
      PartStore store = new PartStore(cache, catalogue, progress);
      if (arguments.equals(List.of("--list"))) {
        Set<String> missing = store.missing(catalogue.allNames());
        for (Part part : catalogue.all()) {
          String state = missing.contains(part.name()) ? "missing" : "built";
          System.out.printf("%-26s %-10s %s%n", part.name(), part.version(), state);
        }
        return 0;
      }
      Set<String> wanted = wanted(arguments, catalogue);
      store.ensure(wanted);
      progress.line("ready: " + wanted.size() + " parts in " + cache.root());
      return 0;
    } catch (PartFailed e) {
      progress.line(e.getMessage());
      return 1;
    } catch (IllegalArgumentException | IllegalStateException e) {
      progress.line(e.getMessage());
      return 2;
    }
  }

  private static Set<String> wanted(List<String> arguments, Catalogue catalogue) {
    if (arguments.isEmpty() || arguments.equals(List.of("all"))) {
      return catalogue.allNames();
    }
    if (arguments.equals(List.of("api-server"))) {
      return catalogue.apiServerNames();
    }
    return new LinkedHashSet<>(arguments);
  }
}
