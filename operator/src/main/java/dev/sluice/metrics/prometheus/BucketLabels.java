package dev.sluice.metrics.prometheus;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the bounds of the histogram are written, so that only those are asked for that somebody
 * wants: they are a quarter of all, and nearly all that Prometheus has to do.
 *
 * <p>Prometheus 2 writes 10, Prometheus 3 writes 10.0, and either writes large numbers in its own
 * way. So it is learned from answers: until all that is wanted has been seen, all is asked for.
 */
final class BucketLabels {
  private final Map<Double, Set<String>> written = new HashMap<>();
  private final Set<Double> doubtful = new HashSet<>();

  /**
   * What to ask for; absent for all bounds.
   *
   * @param wanted by each trial; absent for all
   */
  Optional<Set<String>> asked(Collection<Optional<Set<Double>>> wanted) {
    Set<String> asked = new TreeSet<>();
    for (Optional<Set<Double>> some : wanted) {
      if (some.isEmpty()) {
        return Optional.empty();
      }
      for (Double bound : some.get()) {
        if (doubtful.contains(bound) || !written.containsKey(bound)) {
          return Optional.empty();
        }
        asked.addAll(written.get(bound));
      }
    }
    return Optional.of(asked);
  }

  /** Learns from an answer. */
  void seen(Map<String, Double> bounds) {
    bounds.forEach(
        (text, bound) -> written.computeIfAbsent(bound, fresh -> new TreeSet<>()).add(text));
  }

  /** An answer lacks what was asked for: perhaps it is written in another way now. */
  void doubt(Set<Double> bounds) {
    doubtful.addAll(bounds);
  }
}
