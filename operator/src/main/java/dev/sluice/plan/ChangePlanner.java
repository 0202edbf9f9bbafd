package dev.sluice.plan;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.common.Unstructured;
import dev.sluice.lifecycle.StageColumn.Writes;
import dev.sluice.lifecycle.Turn;
import dev.sluice.messages.ChangeMessages;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The changes of the objects that Sluice owns: what is desired in a stage minus what is observed,
 * written tier by tier and removed in reverse.
 */
final class ChangePlanner {
  private final Turn turn;
  private final Map<ResourceKind, Tier> kinds;
  private final List<DesiredObject> desired;
  private final boolean removesSecurity;

  /**
   * A planner of one turn.
   *
   * @param desired all objects of the mesh, whatever the stage, in the order of their tiers
   * @param removesSecurity whether security objects go when the label goes
   */
  ChangePlanner(
      Turn turn,
      Map<ResourceKind, Tier> kinds,
      List<DesiredObject> desired,
      boolean removesSecurity) {
    this.turn = turn;
    this.kinds = kinds;
    this.desired = desired;
    this.removesSecurity = removesSecurity;
  }

  /** The missing changes, in the order in which they may be made. */
  List<Change> changes() {
    Writes writes = turn.stage().writes();
    List<Change> changes = new ArrayList<>();
    if (!writes.isRemoval()) {
      for (DesiredObject wanted : desired) {
        if (writes.includes(wanted.tier()) && !mustWait(wanted)) {
          apply(wanted).ifPresent(changes::add);
        }
      }
    }
    changes.addAll(deletions(writes));
    return changes;
  }

  /** Whether an object waits for the tier below it to be known to the proxies. */
  boolean waitsForTier() {
    Writes writes = turn.stage().writes();
    return !writes.isRemoval()
        && desired.stream().anyMatch(wanted -> writes.includes(wanted.tier()) && mustWait(wanted));
  }

  /** A route to a subset that proxies do not know yet loses every request. */
  private boolean mustWait(DesiredObject wanted) {
    return wanted.tier().compareTo(Tier.ROUTES) >= 0
        && !turn.observed().self().deleting()
        && observed(wanted.key()).isEmpty()
        && !desired.stream()
            .filter(other -> other.tier() == Tier.DESTINATIONS)
            .allMatch(destination -> isKnown(destination.key()));
  }

  private boolean isKnown(ObjectKey key) {
    return observed(key)
        .map(object -> Unstructured.text(object, "metadata", "creationTimestamp"))
        .filter(created -> !created.isEmpty())
        .map(Instant::parse)
        // Whole seconds: an object of 12:00:00.9 says 12:00:00.
        .map(created -> created.plus(turn.policy().propagation()).plusSeconds(1))
        .filter(known -> !turn.now().isBefore(known))
        .isPresent();
  }

  private Optional<Change> apply(DesiredObject wanted) {
    Optional<Map<String, Object>> there = observed(wanted.key());
    boolean inPlace =
        there.filter(object -> ManagedObject.matches(object, wanted.body())).isPresent();
    boolean gone = there.isEmpty() && turn.observed().self().deleting();
    if (inPlace || gone) {
      return Optional.empty();
    }
    String version =
        there.map(object -> Unstructured.text(object, "metadata", "resourceVersion")).orElse("");
    return Optional.of(new Change.Apply(wanted.key(), wanted.body(), version, wanted.summary()));
  }

  private Optional<Map<String, Object>> observed(ObjectKey key) {
    return turn.observed().owned().get(key);
  }

  /** Objects of tiers that are written but not wanted, or of tiers that are removed. */
  private List<Change> deletions(Writes writes) {
    if (turn.deployment().isEmpty() && !writes.isRemoval()) {
      return List.of();
    }
    Set<ObjectKey> wanted = new HashSet<>();
    desired.forEach(object -> wanted.add(object.key()));
    return turn.observed().owned().byKey().entrySet().stream()
        .filter(entry -> isSuperfluous(entry.getKey(), wanted, writes))
        .filter(entry -> isDeletable(entry.getValue()))
        .sorted(Comparator.comparing(entry -> tier(entry.getKey()), Comparator.reverseOrder()))
        .map(entry -> delete(entry.getKey(), entry.getValue()))
        .toList();
  }

  private boolean isSuperfluous(ObjectKey key, Set<ObjectKey> wanted, Writes writes) {
    if (!writes.isRemoval()) {
      return writes.includes(tier(key)) && !wanted.contains(key);
    }
    return !writes.includes(tier(key)) || (removesSecurity && writes == Writes.NO_LABEL);
  }

  private Tier tier(ObjectKey key) {
    return kinds.get(key.kind());
  }

  private boolean isDeletable(Map<String, Object> object) {
    return ManagedObject.isOwnedBy(object, turn.observed().self().name())
        && Unstructured.at(object, "metadata", "deletionTimestamp").isEmpty();
  }

  private static Change delete(ObjectKey key, Map<String, Object> object) {
    return new Change.Delete(
        key,
        Unstructured.text(object, "metadata", "uid"),
        Unstructured.text(object, "metadata", "resourceVersion"),
        ChangeMessages.delete(key.kind().kind()));
  }
}
