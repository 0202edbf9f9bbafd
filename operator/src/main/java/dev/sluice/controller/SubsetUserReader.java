package dev.sluice.controller;

import dev.sluice.common.ObjectKey;
import dev.sluice.traffic.GatewayReader;
import dev.sluice.traffic.SubsetUsers;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the routes of others to a Service's subsets, and the workloads that follow them. */
final class SubsetUserReader {
  private final InformerCaches caches;
  private final GatewayReader gateways;

  SubsetUserReader(InformerCaches caches, GatewayReader gateways) {
    this.caches = caches;
    this.gateways = gateways;
  }

  /** Those of all watched namespaces, without the release's own. */
  SubsetUsers read(String namespace, String release, String service) {
    List<ObjectKey> routes =
        caches
            .routesToSubsets(namespace, service)
            .filter(route -> !(route.namespace().equals(namespace) && route.name().equals(release)))
            .distinct()
            .sorted(Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name))
            .toList();
    return routes.isEmpty() ? SubsetUsers.NONE : new SubsetUsers(routes, workloads(routes));
  }

  private Optional<Set<String>> workloads(List<ObjectKey> routes) {
    Set<String> workloads = new HashSet<>();
    for (ObjectKey route : routes) {
      List<ObjectKey> bound = caches.get(route).map(gateways::gateways).orElse(List.of());
      for (ObjectKey gateway : bound) {
        List<String> proxies = proxies(gateway);
        if (proxies.isEmpty()) {
          return Optional.empty();
        }
        workloads.addAll(proxies);
      }
      if (bound.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(Set.copyOf(workloads));
  }

  /** None if the gateway is not seen, or no Deployment of its proxies is. */
  private List<String> proxies(ObjectKey gateway) {
    Map<String, String> labels = caches.get(gateway).map(gateways::podLabels).orElse(Map.of());
    return labels.isEmpty() ? List.of() : caches.deploymentsWith(labels);
  }
}
