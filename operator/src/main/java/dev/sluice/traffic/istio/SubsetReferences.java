package dev.sluice.traffic.istio;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which hosts' subsets a VirtualService sends requests to. */
final class SubsetReferences {
  private static final Set<String> SUBSETS =
      Set.of(VirtualServiceRoutes.STABLE, VirtualServiceRoutes.CANARY);

  private SubsetReferences() {}

  /**
   * The hosts of all destinations that name a subset as Sluice does: of HTTP, TCP and TLS routes,
   * and of mirrors.
   *
   * @param spec of a VirtualService
   */
  static List<String> hosts(Map<String, Object> spec) {
    List<String> hosts = new ArrayList<>();
    collect(spec, hosts);
    return hosts.stream().distinct().toList();
  }

  private static void collect(Object value, List<String> hosts) {
    if (value instanceof Map<?, ?> fields) {
      if (fields.get("host") instanceof String host
          && fields.get("subset") instanceof String subset
          && SUBSETS.contains(subset)) {
        hosts.add(host);
      }
      fields.values().forEach(field -> collect(field, hosts));
    } else if (value instanceof List<?> items) {
      items.forEach(item -> collect(item, hosts));
    }
  }
}
