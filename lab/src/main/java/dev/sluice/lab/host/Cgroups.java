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
 * The control group that every process of the lab lives in, containers included, on a machine with
 * cgroup v1 controllers as well as on one with the unified hierarchy. What is in it belongs to the
 * lab, so taking the lab down ends exactly these processes.
 *
 * @param name of the group at the top of each hierarchy
 * @param version 1 or 2, what the machine has
 * @param hierarchies the mount points of all hierarchies in use
 */
public record Cgroups(String name, int version, List<Path> hierarchies) {
  public Cgroups {
    hierarchies = List.copyOf(hierarchies);
  }

  /** Reads what this machine has. */
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

  // The unified hierarchy allows no processes beside child groups, and containers become children.
  private Path leaf(Path hierarchy) {
    Path group = hierarchy.resolve(name);
    return version == 2 ? group.resolve("daemons") : group;
  }

  /** Makes the groups. */
  public void create() {
    try {
      for (Path hierarchy : hierarchies) {
        Path group = leaf(hierarchy);
        Files.createDirectories(group);
        if (version == 2) {
          handDown(hierarchy);
          handDown(group.getParent());
        }
        // A cpuset group of v1 takes no process before it has processors and memory nodes.
        copyFromParentWhenEmpty(group, "cpuset.cpus");
        copyFromParentWhenEmpty(group, "cpuset.mems");
      }
    } catch (IOException e) {
      throw new LabException(
          "cgroups",
          "cannot make " + name + ": " + e.getMessage(),
          "run as root, outside of containers",
          e);
    }
  }

  // The unified hierarchy gives a child only the controllers that its parent hands down.
  private static void handDown(Path group) throws IOException {
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
        // The group went away while we looked, or is just being removed: nothing is in it.
        if (Files.exists(group.resolve("cgroup.procs"))) {
          throw new UncheckedIOException(e);
        }
      }
    }
    ids.remove(0L);
    return ids;
  }

  /** Ends every process in the lab's groups and takes the groups away. */
  public void delete(Duration limit) {
    Wait.until(
        "the lab's processes to end",
        limit,
        () -> {
          Set<Long> left = processes();
          left.forEach(id -> ProcessHandle.of(id).ifPresent(ProcessHandle::destroyForcibly));
          return left.isEmpty();
        });
    Wait.until(
        "the lab's control groups to go away",
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
        // A child went away while we walked; the caller looks again.
        groups.add(top);
      }
    }
    return groups;
  }
}
