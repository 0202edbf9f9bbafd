package dev.sluice.spec;

import java.util.List;

/**
 * Result of reading a spec.
 *
 * @param policy with defaults in place of unusable values: good enough to roll back and to remove
 *     Sluice, not to advance
 * @param violations what is wrong; empty if the spec can be used
 * @param notices what is usable but outdated, one for each field
 */
public record ReadPolicy(
    ReleasePolicy policy, List<Violation> violations, List<SpecNotice> notices) {
  /** Makes the lists unmodifiable. */
  public ReadPolicy {
    violations = List.copyOf(violations);
    notices = List.copyOf(notices);
  }

  /** A result without notices. */
  public ReadPolicy(ReleasePolicy policy, List<Violation> violations) {
    this(policy, violations, List.of());
  }
}
