package dev.sluice.traffic.istio;

import static dev.sluice.traffic.istio.IstioKinds.PEER_AUTHENTICATION;

import dev.sluice.common.ResourceKind;
import dev.sluice.messages.ChangeMessages;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.MutualTls;
import dev.sluice.traffic.PolicyContext;
import dev.sluice.traffic.PolicyRenderer;
import dev.sluice.traffic.Tier;
import java.util.List;
import java.util.Map;

/** Mutual TLS by an Istio PeerAuthentication. */
public final class PeerAuthenticationRenderer implements PolicyRenderer {

  @Override
  public Class<MutualTls> intent() {
    return MutualTls.class;
  }

  @Override
  public Map<ResourceKind, Tier> kinds() {
    return Map.of(PEER_AUTHENTICATION, Tier.SECURITY);
  }

  @Override
  public List<DesiredObject> render(PolicyContext context) {
    return context
        .intent(MutualTls.class)
        .map(intent -> intent.strict() ? "STRICT" : "PERMISSIVE")
        .map(
            mode ->
                WorkloadPolicy.of(
                    context,
                    PEER_AUTHENTICATION,
                    Tier.SECURITY,
                    Map.of("mtls", Map.of("mode", mode)),
                    ChangeMessages.mutualTls(mode)))
        .orElse(List.of());
  }
}
