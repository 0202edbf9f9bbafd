package dev.sluice.prometheus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The queries. Their number depends on the size of the names, not on the number of releases. */
final class Queries {
  static final String NAMESPACE = "destination_workload_namespace";
  static final String WORKLOAD = "destination_workload";
  static final String CODE = "response_code";

  /** Characters of names in one query. */
  private static final int LARGEST = 12_000;

  private Queries() {}

  /**
   * Requests since the sample before, per destination and response code, as whole numbers.
   *
   * <p>A counter that grew counts by what it grew, one that fell (its process restarted) or that
   * was not there before counts whole. {@code increase()} would extrapolate and give fractions.
   */
  static String increments(Collection<Destination> destinations) {
    String now = selector(destinations);
    String before = "last_over_time(" + now + "[10m] offset " + Grid.STEP + "s)";
    return "sum by (%s, %s, %s) ((%s - %s) >= 0 or (%s and (%s < %s)) or (%s unless %s))"
        .formatted(NAMESPACE, WORKLOAD, CODE, now, before, now, now, before, now, before);
  }

  /** The time of the newest sample per destination, in seconds since 1970. */
  static String newestSample(Collection<Destination> destinations) {
    return "max by (%s, %s) (timestamp(%s))".formatted(NAMESPACE, WORKLOAD, selector(destinations));
  }

  /** Splits by the size of the names. */
  static List<List<Destination>> batches(Collection<Destination> destinations) {
    List<List<Destination>> batches = new ArrayList<>();
    int size = LARGEST;
    for (Destination destination : destinations) {
      int more = destination.namespace().length() + destination.name().length();
      if (size + more > LARGEST) {
        batches.add(new ArrayList<>());
        size = 0;
      }
      batches.get(batches.size() - 1).add(destination);
      size += more;
    }
    return batches;
  }

  private static String selector(Collection<Destination> destinations) {
    return "istio_requests_total{reporter=\"source\",%s=~\"%s\",%s=~\"%s\"}"
        .formatted(
            NAMESPACE,
            oneOf(destinations.stream().map(Destination::namespace).toList()),
            WORKLOAD,
            oneOf(destinations.stream().map(Destination::name).toList()));
  }

  /** Names of Kubernetes have one character that a regular expression reads otherwise: the dot. */
  private static String oneOf(Collection<String> names) {
    return new TreeSet<>(names)
        .stream().map(name -> name.replace(".", "\\\\.")).collect(Collectors.joining("|"));
  }
}
