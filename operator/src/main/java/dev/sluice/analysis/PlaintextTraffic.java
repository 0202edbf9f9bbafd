package dev.sluice.analysis;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What metrics show of requests without mutual TLS to the pods of a release.
 *
 * @param window the time up to now in which they came
 * @param callers their workloads, as {@code namespace/name}; {@link #UNNAMED} for callers without a
 *     sidecar, which name none
 * @param completeness what metrics say about how requests came
 */
public record PlaintextTraffic(
    Duration window, SortedSet<String> callers, Completeness completeness) {
  /** What metrics say. */
  public enum Completeness {
    /** How every request came. */
    COMPLETE,
    /** There were requests of which they do not say how they came. */
    UNLABELLED,
    /** Nothing: they cannot be queried. */
    NONE
  }

  /** Stands for callers that name no workload. */
  public static final String UNNAMED = "";

  /** Makes the set unmodifiable. */
  public PlaintextTraffic {
    callers = Collections.unmodifiableSortedSet(new TreeSet<>(callers));
  }

  /** No such request. */
  public static PlaintextTraffic none(Duration window) {
    return new PlaintextTraffic(window, new TreeSet<>(), Completeness.COMPLETE);
  }

  /** Metrics cannot be queried. */
  public static PlaintextTraffic unknown(Duration window) {
    return new PlaintextTraffic(window, new TreeSet<>(), Completeness.NONE);
  }

  /** Whether no request was seen that pods would refuse if they accepted mutual TLS only. */
  public boolean isNone() {
    return callers.isEmpty() && completeness == Completeness.COMPLETE;
  }
}
