package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.Reporter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * What is queried together: services, all workloads, and for their histograms those of one
 * reporter, baselines and candidates apart, so that two queries share the work.
 */
final class QueryGroups {
  private record Group(Reporter reporter, boolean candidates) implements Comparable<Group> {
    @Override
    public int compareTo(Group other) {
      int byReporter = reporter.compareTo(other.reporter);
      return byReporter != 0 ? byReporter : Boolean.compare(candidates, other.candidates);
    }
  }

  private final Map<Group, Set<Destination>> groups = new TreeMap<>();
  private final Set<Destination> all = new TreeSet<>();
  private final Set<Destination> services = new TreeSet<>();

  /** Adds the version that others are compared with. */
  void addBaseline(Reporter reporter, Destination baseline) {
    add(new Group(reporter, false), baseline);
  }

  /** Adds the version on trial, unless it is another one's baseline. */
  void addCandidate(Reporter reporter, Destination candidate) {
    Set<Destination> baselines = groups.getOrDefault(new Group(reporter, false), Set.of());
    if (!baselines.contains(candidate)) {
      add(new Group(reporter, true), candidate);
    }
  }

  private void add(Group group, Destination destination) {
    groups.computeIfAbsent(group, each -> new TreeSet<>()).add(destination);
    all.add(destination);
  }

  /** Adds a service whose requests are counted that fail before a pod is chosen. */
  void addService(Destination service) {
    services.add(service);
  }

  void forEach(BiConsumer<Reporter, Set<Destination>> action) {
    groups.forEach((group, destinations) -> action.accept(group.reporter(), destinations));
  }

  Set<Destination> services() {
    return Set.copyOf(services);
  }

  /** The workloads of all groups. */
  Set<Destination> all() {
    return Set.copyOf(all);
  }
}
