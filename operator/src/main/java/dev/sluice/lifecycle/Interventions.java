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
 * What people and tools do beside the release, as far as it is acted on. Immutable.
 *
 * @param altered objects that were stored otherwise than they were sent
 * @param startDelayedUntil when the release that waits for the end of {@link TemplateFlapping} may
 *     start, or null
 * @param unmanagedSince since when a person acts on the Deployment by hand, or null
 * @param autoscalerMaximum revision of the release in which the autoscaler's asking for its maximum
 *     was noted last; 0 for none
 * @param spentActions the value of each action's annotation that was acted on or rejected last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Interventions(
    List<AlteredObject> altered,
    Instant startDelayedUntil,
    Instant unmanagedSince,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long autoscalerMaximum,
    Map<String, String> spentActions) {
  /** None; also in checkpoints of earlier versions. */
  static final Interventions NONE = new Interventions(List.of(), null, null, 0, Map.of());

  /** Sorted: the same state is the same text. */
  public Interventions {
    altered = altered == null ? List.of() : List.copyOf(altered);
    spentActions =
        spentActions == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(spentActions));
  }

  Interventions altered(List<AlteredObject> objects) {
    return new Interventions(
        objects, startDelayedUntil, unmanagedSince, autoscalerMaximum, spentActions);
  }

  Interventions startDelayedUntil(Instant time) {
    return new Interventions(altered, time, unmanagedSince, autoscalerMaximum, spentActions);
  }

  Interventions unmanagedSince(Instant time) {
    return new Interventions(altered, startDelayedUntil, time, autoscalerMaximum, spentActions);
  }

  Interventions autoscalerMaximum(long revision) {
    return new Interventions(altered, startDelayedUntil, unmanagedSince, revision, spentActions);
  }

  /** The value of the action's annotation has had its effect. */
  Interventions spent(ActionRequest request) {
    Map<String, String> spent = new TreeMap<>(spentActions);
    spent.put(request.action().text(), request.value());
    return new Interventions(altered, startDelayedUntil, unmanagedSince, autoscalerMaximum, spent);
  }

  boolean isSpent(ActionRequest request) {
    return request.value().equals(spentActions.get(request.action().text()));
  }

  /** Without those whose annotation was removed: it can be set again. */
  Interventions forgettingRemoved(List<ActionRequest> present) {
    Map<String, String> spent = new TreeMap<>(spentActions);
    spent
        .keySet()
        .removeIf(text -> present.stream().noneMatch(other -> other.action().text().equals(text)));
    return spent.equals(spentActions)
        ? this
        : new Interventions(altered, startDelayedUntil, unmanagedSince, autoscalerMaximum, spent);
  }
}
