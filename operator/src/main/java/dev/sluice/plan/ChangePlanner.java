package dev.sluice.plan;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.common.Unstructured;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.lifecycle.StageColumn.Writes;
import dev.sluice.lifecycle.Turn;
import dev.sluice.messages.ChangeMessages;
import dev.sluice.traffic.AlteredObject;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.Exposure;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.Mesh;
import dev.sluice.traffic.OwnedObjects;
import dev.sluice.traffic.StoredWrite;
import dev.sluice.traffic.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The changes of the objects that Sluice owns: what is desired in a stage minus what is observed,
 * written tier by tier and removed in reverse.
 */
final class ChangePlanner {
  private final Turn turn;
  private final Mesh mesh;
  private final Map<ResourceKind, Tier> kinds;
  private final List<DesiredObject> desired;
  private final boolean removesSecurity;
  private final TierOrder order;
  private final List<Change> needed = new ArrayList<>();
  private final List<Change> policies = new ArrayList<>();
  private final List<Change> retries = new ArrayList<>();
  private final List<DesiredObject> withOtherExposure = new ArrayList<>();

  /**
   * A planner of one turn.
   *
   * @param desired all objects of the mesh, whatever the stage, in the order of their tiers
   * @param removesSecurity whether security objects go when the label goes
   */
  ChangePlanner(Turn turn, Mesh mesh, List<DesiredObject> desired, boolean removesSecurity) {
    this.turn = turn;
    this.mesh = mesh;
    this.kinds = mesh.kinds();
    this.desired = desired;
    this.removesSecurity = removesSecurity;
    this.order = new TierOrder(turn, desired);
    Writes writes = turn.stage().writes();
    if (!writes.isRemoval()) {
      addWrites();
    }
    addDeletions(writes);
  }

  /** The changes that the stage waits for, in the order in which they may be made. */
  List<Change> needed() {
    return needed;
  }

  /** The changes of policies, for which no stage waits. */
  List<Change> policies() {
    return policies;
  }

  /** Writes that admission changed and that are made again now; no stage waits for them either. */
  List<Change> retries() {
    return retries;
  }

  /** Tier by tier; the route first where requests return to safety, to pods that serve. */
  private void addWrites() {
    List<DesiredObject> ordered = desired;
    boolean serves =
        mesh.router()
            .observeStable(turn.observed().owned())
            .filter(stable -> !turn.observed().workloads().serves(stable))
            .isEmpty();
    if (turn.stage().goesBack() && serves) {
      ordered = new ArrayList<>(desired);
      Collections.reverse(ordered);
    }
    for (DesiredObject wanted : ordered) {
      if (turn.stage().writes().includes(wanted.tier())
          && order.waitsUntil(wanted).isEmpty()
          && !raisesUnjudged(wanted)) {
        addWrite(wanted);
      }
    }
  }

  /**
   * Whether a repair would give the canary more than it has, before the reason for less is known.
   */
  private boolean raisesUnjudged(DesiredObject wanted) {
    return turn.isUnjudged()
        && turn.state().position().isApplied()
        && observed(wanted.key())
            .flatMap(there -> exposure(wanted.key(), there))
            .filter(
                present ->
                    exposure(wanted.key(), wanted.body()).orElse(Exposure.NONE).exceeds(present))
            .isPresent();
  }

  private void addWrite(DesiredObject wanted) {
    Optional<Map<String, Object>> there = observed(wanted.key());
    boolean inPlace =
        there.filter(object -> ManagedObject.matches(object, wanted.body())).isPresent();
    if (inPlace || (there.isEmpty() && isLeft(wanted))) {
      return;
    }
    Optional<AlteredObject> altered = there.flatMap(object -> altered(wanted, object));
    if (altered.isPresent()) {
      addRetry(wanted, altered.get());
      return;
    }
    if (isPolicy(wanted.tier())) {
      policies.add(apply(wanted));
      return;
    }
    if (turn.stage().in(Section.ADOPTION)) {
      needed.add(apply(wanted));
      return;
    }
    DesiredObject routed = mesh.router().withPoliciesOf(wanted, there.orElse(Map.of()));
    if (there.isEmpty()) {
      // After a refusal it is created without the policy, which may be what was refused.
      needed.add(apply(turn.observed().writeProblem().isEmpty() ? wanted : routed));
    } else if (ManagedObject.hasSpecOf(there.get(), routed.body())
        || altered(routed, there.get()).isPresent()) {
      policies.add(apply(wanted));
    } else {
      needed.add(apply(routed));
    }
  }

  /** With a deletion, what is gone stays away, but for subsets that a route still names. */
  private boolean isLeft(DesiredObject wanted) {
    boolean named =
        wanted.tier() == Tier.DESTINATIONS
            && mesh.router().observe(turn.observed().owned()).isPresent();
    return turn.observed().self().deleting() && !named;
  }

  private Change apply(DesiredObject wanted) {
    Map<String, Object> there = observed(wanted.key()).orElse(Map.of());
    return new Change.Apply(wanted.key(), wanted.body(), there, wanted.summary());
  }

  /**
   * How {@code wanted} is stored, if it was sent, is stored otherwise, and was not edited since.
   */
  private Optional<AlteredObject> altered(DesiredObject wanted, Map<String, Object> there) {
    return turn.state()
        .altered(wanted.key())
        .filter(object -> object.isSent(wanted.body()) && object.isStored(there));
  }

  /**
   * An object that admission changed is in place as it is: it is sent again only at times. Where
   * the change gives the canary another exposure, the stage's pods must stay as they are.
   */
  private void addRetry(DesiredObject wanted, AlteredObject altered) {
    StoredWrite write = turn.observed().altered().get(wanted.key());
    if (write == null || !turn.now().isBefore(write.retryAt(altered.movesRequests()))) {
      retries.add(apply(wanted));
    }
    if (altered.movesRequests() && !hasExposureOf(wanted)) {
      withOtherExposure.add(wanted);
    }
  }

  private boolean hasExposureOf(DesiredObject wanted) {
    return exposure(wanted.key(), observed(wanted.key()).orElseThrow())
        .equals(exposure(wanted.key(), wanted.body()));
  }

  private Optional<Exposure> exposure(ObjectKey key, Map<String, Object> object) {
    return mesh.router().observe(new OwnedObjects(Map.of(key, object)));
  }

  /** Whether admission made another exposure of the one that was written. */
  boolean waitsForAdmission() {
    return !withOtherExposure.isEmpty();
  }

  /** Once a Deployment is adopted, no stage waits for its policies. */
  private boolean isPolicy(Tier tier) {
    return tier.isPolicy() && !turn.stage().in(Section.ADOPTION);
  }

  /**
   * When the tier below is known to the proxies, where an object that the stage needs waits for it;
   * {@link Instant#MAX} while that tier is not written.
   */
  Optional<Instant> tierKnownAt() {
    return waitsUntil(wanted -> !isPolicy(wanted.tier()));
  }

  /** The same of a policy for which no stage waits. */
  Optional<Instant> policyTierKnownAt() {
    return waitsUntil(wanted -> isPolicy(wanted.tier()));
  }

  private Optional<Instant> waitsUntil(Predicate<DesiredObject> which) {
    Writes writes = turn.stage().writes();
    return desired.stream()
        .filter(wanted -> !writes.isRemoval() && writes.includes(wanted.tier()))
        .filter(which)
        .flatMap(wanted -> order.waitsUntil(wanted).stream())
        .max(Comparator.naturalOrder());
  }

  private Optional<Map<String, Object>> observed(ObjectKey key) {
    return turn.observed().owned().get(key);
  }

  /** Objects of tiers that are written but not wanted, or of tiers that are removed. */
  private void addDeletions(Writes writes) {
    if (turn.deployment().isEmpty() && !writes.isRemoval()) {
      return;
    }
    Set<ObjectKey> wanted = new HashSet<>();
    desired.forEach(object -> wanted.add(object.key()));
    turn.observed().owned().byKey().entrySet().stream()
        .filter(entry -> isSuperfluous(entry.getKey(), wanted, writes))
        .filter(entry -> isDeletable(entry.getValue()))
        .sorted(Comparator.comparing(entry -> tier(entry.getKey()), Comparator.reverseOrder()))
        .forEach(
            entry ->
                (isPolicy(tier(entry.getKey())) && !writes.isRemoval() ? policies : needed)
                    .add(delete(entry.getKey(), entry.getValue())));
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
