package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.traffic.AlteredObject;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What outlives a release.
 *
 * @param altered objects that were stored otherwise than they were sent
 * @param startDelayedUntil when the release that waits for the end of {@link TemplateFlapping} may
 *     start, or null
 * @param spentActions the value of each action's annotation that was acted on or rejected last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Remembered(
    List<AlteredObject> altered, Instant startDelayedUntil, Map<String, Long> spentActions) {
  /** Nothing. */
  static final Remembered NOTHING = new Remembered(List.of(), null, Map.of());

  public Remembered {
    altered = altered == null ? List.of() : List.copyOf(altered);
    // A sorted map: the same state is the same text.
    spentActions =
        spentActions == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(spentActions));
  }

  Remembered altered(List<AlteredObject> objects) {
    return new Remembered(objects, startDelayedUntil, spentActions);
  }

  Remembered startDelayedUntil(Instant time) {
    return new Remembered(altered, time, spentActions);
  }

  Remembered spent(String action, long revision) {
    Map<String, Long> spent = new TreeMap<>(spentActions);
    spent.put(action, revision);
    return new Remembered(altered, startDelayedUntil, spent);
  }
}
