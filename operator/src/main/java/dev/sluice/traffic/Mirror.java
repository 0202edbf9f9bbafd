package dev.sluice.traffic;

import java.util.List;

/**
 * Copies of requests that the canary gets beside the stable version.
 *
 * @param percent share of the requests that are copied, 1 to 100
 * @param methods HTTP methods that are copied; empty for all
 */
public record Mirror(int percent, List<String> methods) {
  /** Makes the list unmodifiable. */
  public Mirror {
    methods = List.copyOf(methods);
  }

  boolean exceeds(Mirror other) {
    boolean moreMethods =
        !other.methods.isEmpty() && (methods.isEmpty() || !other.methods.containsAll(methods));
    return percent > other.percent || moreMethods;
  }
}
