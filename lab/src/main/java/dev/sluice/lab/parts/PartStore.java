package dev.sluice.lab.parts;

import dev.sluice.lab.parts.BuildPlan.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The store of built parts. A part is built elsewhere and then renamed into the store, so that it
 * is never incomplete. Several processes may request parts; one builds at a time.
 */
public final class PartStore {
  // A file lock is held by the whole JVM; its threads need another lock.
  private static final Lock IN_THIS_JVM = new ReentrantLock();

  private final LabCache cache;
  private final Catalogue catalogue;
  private final PartKeys keys;
  private final BuildProgress progress;

  public PartStore(LabCache cache, Catalogue catalogue, BuildProgress progress) {
    this.cache = cache;
    this.catalogue = catalogue;
    this.keys = new PartKeys(catalogue);
    this.progress = progress;
  }

  /**
   * Builds missing parts of {@code names} and links all of them. Takes milliseconds if nothing is
   * missing.
   *
   * @throws PartFailed if a part cannot be built; finished parts are kept
   * @throws IllegalArgumentException if a name is not in the catalogue
   * @throws IllegalStateException if the machine lacks something, with a remedy
   */
  public void ensure(Set<String> names) throws InterruptedException {
    try {
      if (!plan(names).isEmpty()) {
        Files.createDirectories(cache.root());
        IN_THIS_JVM.lockInterruptibly();
        try (FileChannel channel = openLock();
            FileLock held = lock(channel)) {
          buildMissing(names);
        } finally {
          IN_THIS_JVM.unlock();
        }
      }
      new PartLinks(cache, catalogue, this::file).link(names);
    } catch (IOException e) {
      throw new UncheckedIOException("the cache " + cache.root() + " cannot be used", e);
    }
  }

  /** The parts that {@link #ensure} would build. */
  public Set<String> missing(Set<String> names) {
    return plan(names).parts().stream()
        .map(Part::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The file of part {@code name}, which may not exist. */
  public Path file(String name) {
    Part part = catalogue.part(name);
    return cache.store(name, keys.key(part)).resolve(part.fileName());
  }

  private BuildPlan plan(Set<String> names) {
    return BuildPlan.of(catalogue, names, part -> Files.exists(file(part.name())));
  }

  private FileChannel openLock() throws IOException {
    return FileChannel.open(cache.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private FileLock lock(FileChannel channel) throws IOException {
    FileLock lock = channel.tryLock();
    if (lock != null) {
      return lock;
    }
    progress.line("waiting for another build of the lab's parts, which holds " + cache.lock());
    return channel.lock();
  }

  private void buildMissing(Set<String> names) throws InterruptedException, IOException {
    BuildPlan plan = plan(names);
    if (plan.isEmpty()) {
      return;
    }
    Prerequisites.ofMachine().requireFor(plan.parts());
    deleteTree(cache.root().resolve("work"));
    BuildRun run = new BuildRun(plan, cache, new PartBuilders(this::file), progress);
    run.each(this::keep);
  }

  /** Moves the parts of a finished batch from {@code output} into the store. */
  private void keep(Batch batch, Path output) throws IOException {
    for (Part part : batch.parts()) {
      Path made = output.resolve(part.fileName());
      if (!Files.isRegularFile(made)) {
        throw new IOException("the build ended well but made no " + part.fileName());
      }
      Path aside = Files.createDirectories(cache.work("keep-" + part.name()));
      Files.move(made, aside.resolve(part.fileName()), StandardCopyOption.ATOMIC_MOVE);
      Path place = file(part.name()).getParent();
      Files.createDirectories(place.getParent());
      deleteTree(place);
      Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
    }
    deleteTree(output);
    new PartLinks(cache, catalogue, this::file)
        .link(Set.copyOf(batch.parts().stream().map(Part::name).toList()));
  }

  static void deleteTree(Path top) throws IOException {
    if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(top)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
