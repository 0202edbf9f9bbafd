package dev.sluice.metrics.prometheus;

import java.util.Comparator;

/** A workload as Istio's metrics name it: a Deployment and its namespace. */
record Destination(String namespace, String name) implements Comparable<Destination> {
  private static final Comparator<Destination> ORDER =
      Comparator.comparing(Destination::namespace).thenComparing(Destination::name);

  @Override
  public int compareTo(Destination other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
