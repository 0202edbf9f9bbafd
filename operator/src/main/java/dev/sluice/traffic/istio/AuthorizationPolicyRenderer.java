package dev.sluice.traffic.istio;

import static dev.sluice.traffic.istio.IstioKinds.AUTHORIZATION_POLICY;

import dev.sluice.common.ResourceKind;
import dev.sluice.messages.ChangeMessages;
import dev.sluice.traffic.AllowRules;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.PolicyContext;
import dev.sluice.traffic.PolicyRenderer;
import dev.sluice.traffic.Tier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Allowed requests by an Istio AuthorizationPolicy with action ALLOW. */
public final class AuthorizationPolicyRenderer implements PolicyRenderer {

  @Override
  public Class<AllowRules> intent() {
    return AllowRules.class;
  }

  @Override
  public Map<ResourceKind, Tier> kinds() {
    return Map.of(AUTHORIZATION_POLICY, Tier.AUTHORIZATION);
  }

  @Override
  public List<DesiredObject> render(PolicyContext context) {
    return context
        .intent(AllowRules.class)
        .map(
            allow ->
                WorkloadPolicy.of(
                    context,
                    AUTHORIZATION_POLICY,
                    Tier.AUTHORIZATION,
                    spec(allow),
                    ChangeMessages.allow(allow.rules().size())))
        .orElse(List.of());
  }

  private static Map<String, Object> spec(AllowRules allow) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("action", "ALLOW");
    spec.put("rules", allow.rules());
    return spec;
  }
}
