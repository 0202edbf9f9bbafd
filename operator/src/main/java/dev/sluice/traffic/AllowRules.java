package dev.sluice.traffic;

import java.util.List;
import java.util.Map;

/**
 * Which requests are allowed. One that no rule matches is refused.
 *
 * @param rules opaque rules of an Istio AuthorizationPolicy, at least one
 */
public record AllowRules(List<Map<String, Object>> rules) implements PolicyIntent {
  /** Makes the list unmodifiable. */
  public AllowRules {
    rules = List.copyOf(rules);
  }

  @Override
  public String field() {
    return "spec.security.allow";
  }
}
