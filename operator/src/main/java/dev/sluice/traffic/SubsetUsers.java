package dev.sluice.traffic;

import dev.sluice.common.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Routes of others that send requests to the Service's subsets. No weight moves those requests.
 *
 * @param routes the rules
 * @param workloads names of the workloads whose proxies follow the rules, as metrics have them;
 *     empty if they are not known
 */
public record SubsetUsers(List<ObjectKey> routes, Optional<Set<String>> workloads) {
  public static final SubsetUsers NONE = new SubsetUsers(List.of(), Optional.of(Set.of()));

  /** Workloads whose requests tell nothing of the route: those of the rules, as far as known. */
  public Set<String> apart() {
    return workloads.orElse(Set.of());
  }
}
