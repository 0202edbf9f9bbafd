package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.engine.Decision;
import dev.sluice.plan.Change;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.OwnedObjects;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decisions whose change got no answer. If the object is seen as it was sent, or is gone as it
 * should be, the change was made, and its event is published then.
 */
final class UnconfirmedChanges {
  private final Map<String, Decision> changes = new ConcurrentHashMap<>();

  /** The change of the decision may or may not have been made. */
  void put(CanaryRelease release, Decision decision) {
    if (decision.changeEvent().isPresent()) {
      changes.put(release.getMetadata().getUid(), decision);
    }
  }

  /** The decision whose change turns out to be made, once; empty if none is. */
  Optional<Decision> confirmed(CanaryRelease release, OwnedObjects observed) {
    Optional<Decision> made =
        Optional.ofNullable(changes.get(release.getMetadata().getUid()))
            .filter(
                decision ->
                    decision.change().filter(change -> isMade(change, observed)).isPresent());
    made.ifPresent(decision -> forget(release));
    return made;
  }

  private static boolean isMade(Change change, OwnedObjects observed) {
    Optional<Map<String, Object>> there = observed.get(change.target());
    return change instanceof Change.Apply apply
        ? there.filter(object -> ManagedObject.matches(object, apply.object())).isPresent()
        : there.isEmpty();
  }

  void forget(CanaryRelease release) {
    changes.remove(release.getMetadata().getUid());
  }
}
