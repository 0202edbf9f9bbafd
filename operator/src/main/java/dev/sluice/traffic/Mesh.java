package dev.sluice.traffic;

import dev.sluice.common.ResourceKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One mesh: a router, a renderer for each policy, and what reads mutual TLS and gateways from the
 * objects of others.
 */
public record Mesh(
    TrafficRouter router,
    List<PolicyRenderer> renderers,
    MutualTlsReader mutualTls,
    GatewayReader gateways) {
  /** Makes the list unmodifiable. */
  public Mesh {
    renderers = List.copyOf(renderers);
  }

  /** Whether there is a renderer for the policy: without one it would be dropped silently. */
  public boolean renders(PolicyIntent policy) {
    return renderers.stream().anyMatch(renderer -> renderer.intent().isInstance(policy));
  }

  /** Every kind that is written, with its tier. */
  public Map<ResourceKind, Tier> kinds() {
    Map<ResourceKind, Tier> kinds = new LinkedHashMap<>(router.kinds());
    renderers.forEach(renderer -> kinds.putAll(renderer.kinds()));
    return kinds;
  }
}
