package dev.sluice.traffic.istio;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which hosts' subsets a VirtualService sends requests to. */
final class SubsetReferences {
  private static final Set<String> SUBSETS =
      Set.of(VirtualServiceRoutes.STABLE, VirtualServiceRoutes.CANARY);

  private SubsetReferences() {}

  /**
   * The hosts of all destinations that name a subset as Sluice does.
   *
   * @param spec of a VirtualService
   */
  static List<String> hosts(Map<String, Object> spec) {
    return RouteDestinations.of(spec).stream()
        .filter(destination -> SUBSETS.contains(destination.subset()))
        .map(RouteDestinations.RouteDestination::host)
        .distinct()
        .toList();
  }
}
