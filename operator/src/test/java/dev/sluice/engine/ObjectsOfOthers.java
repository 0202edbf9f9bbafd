package dev.sluice.engine;

import dev.sluice.common.ObjectKey;
import dev.sluice.lifecycle.Observation.Surroundings;
import dev.sluice.traffic.ForeignPolicies;
import dev.sluice.traffic.SubsetUsers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What others have made around the release. */
final class ObjectsOfOthers {
  /** Routes to the subsets, and what may lead to the pods beside the route. */
  final List<ObjectKey> subsetUsers = new ArrayList<>();

  final List<Map<String, Object>> entries = new ArrayList<>();

  /** Rules that name the host. */
  final List<Map<String, Object>> routes = new ArrayList<>();

  ForeignPolicies policies = ForeignPolicies.NONE;

  Surroundings around(Optional<Map<String, Object>> service) {
    return new Surroundings(
        service,
        List.copyOf(routes),
        policies,
        subsetUsers.isEmpty()
            ? SubsetUsers.NONE
            : new SubsetUsers(List.copyOf(subsetUsers), Optional.empty()),
        List.copyOf(entries),
        List.of(),
        Optional.empty());
  }
}
