package dev.sluice.traffic;

import java.util.List;
import java.util.Map;

/**
 * Tokens whose issuers are trusted. A request with an invalid token is refused, one without a token
 * is not.
 *
 * @param rules opaque Istio JWTRules, at least one
 */
public record JwtRules(List<Map<String, Object>> rules) implements PolicyIntent {
  /** Makes the list unmodifiable. */
  public JwtRules {
    rules = List.copyOf(rules);
  }

  @Override
  public String field() {
    return "spec.security.jwt";
  }
}
