package dev.sluice.lab.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Removes what the lab's processes leave on the host. */
public final class Teardown {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final LabPaths paths;

  public Teardown(LabPaths paths) {
    this.paths = paths;
  }

  /** Unmounts everything below the lab's directories. */
  public void unmount() {
    List<Path> mounts = mounts();
    // Inner mounts come last.
    Collections.reverse(mounts);
    for (Path mount : mounts) {
      if (!Shell.run(LIMIT, List.of("umount", mount.toString())).ok()) {
        Shell.must("umount", "--lazy", mount.toString());
      }
    }
  }

  /** Mount points below the lab's directories, in the order of mounting. */
  public List<Path> mounts() {
    try {
      List<Path> mounts = new ArrayList<>();
      for (Path mount : mountPoints(Files.readAllLines(Path.of("/proc/self/mountinfo")))) {
        if (mount.startsWith(paths.data()) || mount.startsWith(paths.run())) {
          mounts.add(mount);
        }
      }
      return mounts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The mount points in a mountinfo file, where a space is written as {@code \040}. */
  static List<Path> mountPoints(List<String> mountinfo) {
    return mountinfo.stream()
        .map(line -> Path.of(line.split(" ", -1)[4].replace("\\040", " ")))
        .toList();
  }

  /** Deletes the lab's state, and files of its programs at fixed paths outside it. */
  public void deleteState() {
    Path tasks = paths.run().resolve("containerd/io.containerd.runtime.v2.task/k8s.io");
    List<Path> containers = list(tasks);
    for (Path container : containers) {
      shimSocket(container).ifPresent(Teardown::delete);
    }
    // libcni keeps a result per network and container; the kubelet links logs by pod.
    Set<String> ids =
        containers.stream().map(Teardown::name).collect(Collectors.toUnmodifiableSet());
    for (Path result : list(Path.of("/var/lib/cni/results"))) {
      if (name(result).startsWith(paths.name() + "-")
          || ids.stream().anyMatch(name(result)::contains)) {
        delete(result);
      }
    }
    list(Path.of("/var/log/containers")).stream()
        .filter(this::linksIntoState)
        .forEach(Teardown::delete);
    deleteTree(paths.run());
    deleteTree(paths.data());
  }

  /** The socket of a container's shim, outside containerd's own directories. */
  private static Optional<Path> shimSocket(Path container) {
    Path address = container.resolve("address");
    try {
      return Files.exists(address)
          ? Optional.of(Path.of(Files.readString(address).strip().replaceFirst("^unix://", "")))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean linksIntoState(Path file) {
    try {
      return Files.isSymbolicLink(file) && Files.readSymbolicLink(file).startsWith(paths.data());
    } catch (IOException e) {
      return false;
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteTree(Path top) {
    if (!Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(top)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
