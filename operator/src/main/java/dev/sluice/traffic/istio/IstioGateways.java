package dev.sluice.traffic.istio;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.common.Unstructured;
import dev.sluice.traffic.GatewayReader;
import java.util.List;
import java.util.Map;

/** Reads Gateways, and the VirtualServices that are bound to them. */
final class IstioGateways implements GatewayReader {
  @Override
  public ResourceKind kind() {
    return IstioKinds.GATEWAY;
  }

  /** {@inheritDoc} A VirtualService without hosts is what another one delegates to. */
  @Override
  public List<ObjectKey> gateways(Map<String, Object> route) {
    if (!HostConflicts.gatewaysOnly(route)) {
      return List.of();
    }
    String home = Unstructured.text(route, "metadata", "namespace");
    return Unstructured.list(route, "spec", "gateways").stream()
        .map(name -> gateway(String.valueOf(name), home))
        .toList();
  }

  /**
   * A name is one in the rule's own namespace, {@code namespace/name}, or in the older form a host
   * such as {@code name.namespace.svc.cluster.local}.
   */
  private static ObjectKey gateway(String name, String home) {
    String[] path = name.split("/", 2);
    if (path.length == 2) {
      return new ObjectKey(IstioKinds.GATEWAY, path[0].equals(".") ? home : path[0], path[1]);
    }
    String[] host = name.split("[.]", 3);
    return new ObjectKey(IstioKinds.GATEWAY, host.length == 1 ? home : host[1], host[0]);
  }

  @Override
  public Map<String, String> podLabels(Map<String, Object> gateway) {
    return Unstructured.texts(gateway, "spec", "selector");
  }
}
