package dev.sluice.traffic;

import java.util.List;
import java.util.Map;

/**
 * Policies of others that may apply to a Service's pods.
 *
 * @param objects whole objects as the API server returned them, never changed
 * @param meshVisible whether those for the whole mesh would be among them
 */
public record ForeignPolicies(List<Map<String, Object>> objects, boolean meshVisible) {
  /** There are none. */
  public static final ForeignPolicies NONE = new ForeignPolicies(List.of(), true);
}
