package dev.sluice.lab.host;

import dev.sluice.lab.LabException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The control group of all processes of the lab, including containers, with cgroup v1 and v2.
 * {@code lab/down} kills exactly the processes in it.
 *
 * @param name of the group at the top of each hierarchy
 * @param version 1 or 2
 * @param hierarchies the mount points of all hierarchies in use
 */
public record Cgroups(String name, int version, List<Path> hierarchies) {
  public Cgroups {
    hierarchies = List.copyOf(hierarchies);
  }

  /** Reads the hierarchies of this machine. */
  public static Cgroups discover(String name) {
    try {
      return parse(name, Files.readAllLines(Path.of("/proc/self/mountinfo")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Finds the hierarchies in the lines of a mountinfo file.
   *
   * @throws LabException if no cgroup file system is mounted
   */
  static Cgroups parse(String name, List<String> mountinfo) {
    Set<Path> v1 = new LinkedHashSet<>();
    Set<Path> v2 = new LinkedHashSet<>();
    for (String line : mountinfo) {
      // "36 35 0:31 / /sys/fs/cgroup/cpu rw,… - cgroup cgroup rw,cpu": the type follows the dash.
      String[] halves = line.split(" - ", 2);
      if (halves.length < 2) {
        continue;
      }
      Path mountPoint = Path.of(halves[0].split(" ", -1)[4]);
      String type = halves[1].split(" ", -1)[0];
      if (type.equals("cgroup")) {
        v1.add(mountPoint);
      } else if (type.equals("cgroup2")) {
        v2.add(mountPoint);
      }
    }
    if (v1.isEmpty() && v2.isEmpty()) {
      throw new LabException(
          "cgroups", "no cgroup file system is mounted", "mount cgroup2 on /sys/fs/cgroup");
    }
    if (v1.isEmpty()) {
      return new Cgroups(name, 2, List.of(v2.iterator().next()));
    }
    List<Path> all = new ArrayList<>(v1);
    all.addAll(v2);
    return new Cgroups(name, 1, all);
  }

  /** The {@code cgroup.procs} files that a process writes itself into before it starts. */
  public List<Path> join() {
    List<Path> files = new ArrayList<>();
    for (Path hierarchy : hierarchies) {
      files.add(leaf(hierarchy).resolve("cgroup.procs"));
    }
    return files;
  }

  // In cgroup v2 a group with child groups has no processes, and containers are child groups.
  private Path leaf(Path hierarchy) {
    Path group = hierarchy.resolve(name);
    return version == 2 ? group.resolve("daemons") : group;
  }

  /** Creates the groups. */
  public void create() {
    try {
      for (Path hierarchy : hierarchies) {
        Path group = leaf(hierarchy);
        Files.createDirectories(group);
        if (version == 2) {
          delegateControllers(hierarchy);
          delegateControllers(group.getParent());
        }
        // In cgroup v1 a cpuset needs processors and memory nodes before it accepts a process.
        copyFromParentWhenEmpty(group, "cpuset.cpus");
        copyFromParentWhenEmpty(group, "cpuset.mems");
      }
    } catch (IOException e) {
      throw new LabException(
          "cgroups",
          "cannot create " + name + ": " + e.getMessage(),
          "run as root, not in a container",
          e);
    }
  }

  // In cgroup v2 a child has only the controllers that its parent delegates.
  private static void delegateControllers(Path group) throws IOException {
    for (String controller :
        Files.readString(group.resolve("cgroup.controllers")).strip().split(" ", -1)) {
      if (!controller.isEmpty()) {
        Files.writeString(group.resolve("cgroup.subtree_control"), "+" + controller);
      }
    }
  }

  private void copyFromParentWhenEmpty(Path group, String name) throws IOException {
    Path file = group.resolve(name);
    if (version == 1 && Files.exists(file) && Files.readString(file).isBlank()) {
      Files.writeString(file, Files.readString(group.getParent().resolve(name)).strip());
    }
  }

  /** The ids of all processes in the lab's groups. */
  public Set<Long> processes() {
    Set<Long> ids = new LinkedHashSet<>();
    for (Path group : groups()) {
      try {
        for (String line : Files.readAllLines(group.resolve("cgroup.procs"))) {
          ids.add(Long.parseLong(line.strip()));
        }
      } catch (IOException e) {
        // The group was removed meanwhile.
        if (Files.exists(group.resolve("cgroup.procs"))) {
          throw new UncheckedIOException(e);
        }
      }
    }
    ids.remove(0L);
    return ids;
  }

  /** Kills all processes in the lab's groups and removes the groups. */
  public void delete(Duration limit) {
    Wait.until(
        "the end of the lab's processes",
        limit,
        () -> {
          Set<Long> left = processes();
          left.forEach(id -> ProcessHandle.of(id).ifPresent(ProcessHandle::destroyForcibly));
          return left.isEmpty();
        });
    Wait.until(
        "the removal of the lab's control groups",
        limit,
        () -> {
          List<Path> groups = groups();
          groups.forEach(group -> group.toFile().delete());
          return groups.isEmpty();
        });
  }

  /** All groups of the lab that exist, children before their parents. */
  public List<Path> groups() {
    List<Path> groups = new ArrayList<>();
    for (Path hierarchy : hierarchies) {
      Path top = hierarchy.resolve(name);
      if (!Files.isDirectory(top)) {
        continue;
      }
      try (Stream<Path> tree = Files.find(top, 16, (path, kind) -> kind.isDirectory())) {
        tree.sorted(Comparator.comparing(Path::getNameCount).reversed()).forEach(groups::add);
      } catch (IOException | UncheckedIOException e) {
        // A child was removed meanwhile; the caller tries again.
        groups.add(top);
      }
    }
    return groups;
  }
}
