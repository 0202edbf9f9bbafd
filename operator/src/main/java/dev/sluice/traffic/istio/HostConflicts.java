package dev.sluice.traffic.istio;

import dev.sluice.common.Unstructured;
import java.util.List;
import java.util.Map;

/** Which Istio rules speak for a Service's host. */
public final class HostConflicts {
  private HostConflicts() {}

  /**
   * Whether a VirtualService or DestinationRule names the host of {@code service} in {@code
   * namespace}: by its short name (which Istio reads in the rule's own namespace), by any longer
   * form of it, or by a wildcard. A VirtualService that is bound to gateways only does not route
   * calls between services and claims nothing.
   */
  static boolean claims(Map<String, Object> rule, String service, String namespace) {
    boolean destination = "DestinationRule".equals(Unstructured.text(rule, "kind"));
    if (!destination && gatewaysOnly(rule)) {
      return false;
    }
    String home = Unstructured.text(rule, "metadata", "namespace");
    List<String> hosts =
        destination
            ? List.of(Unstructured.text(rule, "spec", "host"))
            : Unstructured.list(rule, "spec", "hosts").stream().map(String::valueOf).toList();
    return hosts.stream().anyMatch(host -> names(host, home, service, namespace));
  }

  /** Whether a VirtualService applies to gateways alone, not to calls between services. */
  static boolean gatewaysOnly(Map<String, Object> rule) {
    List<?> gateways = Unstructured.list(rule, "spec", "gateways");
    return !gateways.isEmpty() && gateways.stream().noneMatch("mesh"::equals);
  }

  private static boolean names(String host, String home, String service, String namespace) {
    if (isHost(host, home, service, namespace) || host.equals("*")) {
      return true;
    }
    // "*.shop.svc.cluster.local" and shorter suffixes; the cluster's own domain is not known here.
    return host.startsWith("*.")
        && (host.substring(2).equals(namespace + ".svc")
            || host.substring(2).startsWith(namespace + ".svc.")
            || host.substring(2).matches("(svc\\.)?cluster\\.local|local"));
  }

  /** Whether a rule in the namespace {@code home} means the Service's host, without a wildcard. */
  static boolean isHost(String host, String home, String service, String namespace) {
    if (host.equals(service)) {
      return home.equals(namespace);
    }
    String full = service + "." + namespace;
    return host.equals(full) || host.equals(full + ".svc") || host.startsWith(full + ".svc.");
  }
}
