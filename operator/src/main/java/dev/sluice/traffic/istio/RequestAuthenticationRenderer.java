package dev.sluice.traffic.istio;

import static dev.sluice.traffic.istio.IstioKinds.REQUEST_AUTHENTICATION;

import dev.sluice.common.ResourceKind;
import dev.sluice.messages.ChangeMessages;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.JwtRules;
import dev.sluice.traffic.PolicyContext;
import dev.sluice.traffic.PolicyRenderer;
import dev.sluice.traffic.Tier;
import java.util.List;
import java.util.Map;

/** Tokens by an Istio RequestAuthentication. */
public final class RequestAuthenticationRenderer implements PolicyRenderer {

  @Override
  public Class<JwtRules> intent() {
    return JwtRules.class;
  }

  @Override
  public Map<ResourceKind, Tier> kinds() {
    return Map.of(REQUEST_AUTHENTICATION, Tier.SECURITY);
  }

  @Override
  public List<DesiredObject> render(PolicyContext context) {
    return context
        .intent(JwtRules.class)
        .map(
            jwt ->
                WorkloadPolicy.of(
                    context,
                    REQUEST_AUTHENTICATION,
                    Tier.SECURITY,
                    Map.of("jwtRules", jwt.rules()),
                    ChangeMessages.jwt(jwt.rules().size())))
        .orElse(List.of());
  }
}
