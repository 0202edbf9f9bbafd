package dev.sluice.traffic;

import dev.sluice.common.ReleaseRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What policies are rendered from.
 *
 * @param podLabels labels that every pod of the Deployment has, the canary's too; empty while the
 *     Deployment is not known
 * @param intents the policies that the release asks for, at most one of each type
 */
public record PolicyContext(
    ReleaseRef release, Map<String, String> podLabels, List<PolicyIntent> intents) {

  /** The intent of a type, if the release has one. */
  public <T extends PolicyIntent> Optional<T> intent(Class<T> type) {
    return intents.stream().filter(type::isInstance).map(type::cast).findFirst();
  }
}
