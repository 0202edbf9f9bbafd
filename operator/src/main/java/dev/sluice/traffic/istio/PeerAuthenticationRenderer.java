package dev.sluice.traffic.istio;

import static dev.sluice.traffic.istio.IstioKinds.PEER_AUTHENTICATION;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.messages.ChangeMessages;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.MutualTls;
import dev.sluice.traffic.PolicyContext;
import dev.sluice.traffic.PolicyRenderer;
import dev.sluice.traffic.Tier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Mutual TLS by an Istio PeerAuthentication. */
public final class PeerAuthenticationRenderer implements PolicyRenderer {

  @Override
  public Map<ResourceKind, Tier> kinds() {
    return Map.of(PEER_AUTHENTICATION, Tier.SECURITY);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Without the Deployment's labels nothing is rendered: a PeerAuthentication without a selector
   * holds for the whole namespace.
   */
  @Override
  public List<DesiredObject> render(PolicyContext context) {
    Optional<MutualTls> intent = context.intent(MutualTls.class);
    if (intent.isEmpty() || context.podLabels().isEmpty()) {
      return List.of();
    }
    String mode = intent.get().strict() ? "STRICT" : "PERMISSIVE";
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("selector", Map.of("matchLabels", new LinkedHashMap<>(context.podLabels())));
    spec.put("mtls", Map.of("mode", mode));
    ObjectKey key =
        new ObjectKey(PEER_AUTHENTICATION, context.release().namespace(), context.release().name());
    return List.of(
        new DesiredObject(
            key,
            Tier.SECURITY,
            ManagedObject.of(key, context.release(), spec),
            ChangeMessages.mutualTls(mode)));
  }
}
