package dev.sluice.traffic;

import dev.sluice.common.ObjectKey;
import java.util.Map;

/**
 * One object as it should be.
 *
 * @param body the whole object, as it is sent
 * @param summary what it says, in a few words, for the log and events
 */
public record DesiredObject(ObjectKey key, Tier tier, Map<String, Object> body, String summary) {
  /** The same object with another spec. */
  public DesiredObject withSpec(Map<String, Object> spec) {
    return new DesiredObject(key, tier, ManagedObject.withSpec(body, spec), summary);
  }
}
