package dev.sluice.traffic;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A made-up policy: the hosts that the service's pods may call, as an Istio Sidecar. */
final class SidecarRenderer implements PolicyRenderer {
  private static final ResourceKind SIDECAR =
      new ResourceKind("networking.istio.io", "v1", "Sidecar", "sidecars");

  /** The hosts, as {@code namespace/host}. */
  record Egress(List<String> hosts) implements PolicyIntent {
    @Override
    public String field() {
      return "spec.traffic.egress";
    }
  }

  @Override
  public Class<Egress> intent() {
    return Egress.class;
  }

  @Override
  public Map<ResourceKind, Tier> kinds() {
    return Map.of(SIDECAR, Tier.SECURITY);
  }

  @Override
  public List<DesiredObject> render(PolicyContext context) {
    Optional<Egress> egress = context.intent(Egress.class);
    ObjectKey key = new ObjectKey(SIDECAR, context.release().namespace(), context.release().name());
    return egress
        .map(
            intent ->
                new DesiredObject(
                    key,
                    Tier.SECURITY,
                    ManagedObject.of(
                        key,
                        context.release(),
                        Map.of(
                            "workloadSelector", Map.of("labels", context.podLabels()),
                            "egress", List.of(Map.of("hosts", intent.hosts())))),
                    "egress to " + String.join(", ", intent.hosts())))
        .stream()
        .toList();
  }
}
