package dev.sluice.spec;

import java.util.List;

/**
 * A spec that was read.
 *
 * @param policy with defaults in the place of what cannot be used: good enough to roll back and to
 *     remove Sluice, not to advance
 * @param violations what is wrong, empty when nothing is
 */
public record ReadPolicy(ReleasePolicy policy, List<Violation> violations) {
  /** Makes the list unmodifiable. */
  public ReadPolicy {
    violations = List.copyOf(violations);
  }
}
