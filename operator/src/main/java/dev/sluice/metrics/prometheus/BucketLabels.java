package dev.sluice.metrics.prometheus;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Labels of the histogram's bounds, so that only the needed buckets are queried: a quarter of all,
 * and most of the work for Prometheus.
 *
 * <p>Prometheus 2 writes 10, Prometheus 3 writes 10.0, and each formats large numbers differently.
 * So the labels are learned from responses: all buckets are queried until each needed one was seen.
 */
final class BucketLabels {
  private final Map<Double, Set<String>> labels = new HashMap<>();
  private final Set<Double> uncertain = new HashSet<>();

  /**
   * Labels to query; absent for all.
   *
   * @param wanted bounds of each target; absent for all
   */
  Optional<Set<String>> labelsOf(Collection<Optional<Set<Double>>> wanted) {
    Set<String> found = new TreeSet<>();
    for (Optional<Set<Double>> some : wanted) {
      if (some.isEmpty()) {
        return Optional.empty();
      }
      for (Double bound : some.get()) {
        if (uncertain.contains(bound) || !labels.containsKey(bound)) {
          return Optional.empty();
        }
        found.addAll(labels.get(bound));
      }
    }
    return Optional.of(found);
  }

  /** Learns from a response. */
  void learn(Map<String, Double> bounds) {
    bounds.forEach(
        (text, bound) -> labels.computeIfAbsent(bound, fresh -> new TreeSet<>()).add(text));
  }

  /** A response lacks these bounds: their labels may have changed. */
  void markUncertain(Set<Double> bounds) {
    uncertain.addAll(bounds);
  }
}
