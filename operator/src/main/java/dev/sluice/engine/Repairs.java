package dev.sluice.engine;

import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.plan.Change;
import dev.sluice.plan.Plan;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.Mesh;
import dev.sluice.traffic.Tier;
import java.util.Map;
import java.util.Optional;

/** Tells the repair of what others have changed from a change that the spec asks for. */
final class Repairs {
  private Repairs() {}

  /**
   * The event of a change that no transition asked for.
   *
   * @param before the state as recorded
   * @param after the state that was decided on
   */
  static Optional<ReleaseEvent> event(
      Observation observed,
      ReleaseState before,
      ReleaseState after,
      Plan plan,
      Change change,
      Mesh mesh) {
    if (!before.position().isApplied() || !before.isSameBesideEvidence(after)) {
      return Optional.empty();
    }
    Tier tier = mesh.kinds().get(change.target().kind());
    if (change instanceof Change.Delete && tier != null && tier.isPolicy()) {
      return Optional.of(
          new ReleaseEvent(
              Reason.PolicyApplied, EventMessages.policyRemoved(change.target().toString())));
    }
    return plan.desired().stream()
        .filter(object -> object.key().equals(change.target()))
        .filter(object -> !isRetry(observed, after, object))
        .filter(object -> !isMarked(observed, object))
        .findFirst()
        .map(object -> event(observed, object, change));
  }

  /** Whether the object is sent again because admission changed it, not because of an edit. */
  private static boolean isRetry(Observation observed, ReleaseState state, DesiredObject desired) {
    return state
        .altered(desired.key())
        .filter(altered -> altered.isSent(desired.body()))
        .flatMap(altered -> observed.owned().get(desired.key()).filter(altered::isStored))
        .isPresent();
  }

  /** Whether it is only marked again, as another version of Sluice did not. */
  private static boolean isMarked(Observation observed, DesiredObject desired) {
    return observed
        .owned()
        .get(desired.key())
        .filter(there -> ManagedObject.isSameRoute(there, desired.body()))
        .isPresent();
  }

  private static ReleaseEvent event(Observation observed, DesiredObject desired, Change change) {
    Optional<Map<String, Object>> there = observed.owned().get(desired.key());
    String object = desired.key().toString();
    if (there.isEmpty() && !desired.tier().isPolicy()) {
      return new ReleaseEvent(Reason.Repaired, EventMessages.removed(object));
    }
    boolean modified =
        there
            .map(ManagedObject::appliedHash)
            .filter(ManagedObject.appliedHash(desired.body())::equals)
            .isPresent();
    return modified
        ? new ReleaseEvent(Reason.Repaired, EventMessages.modified(object))
        : new ReleaseEvent(
            Reason.PolicyApplied, EventMessages.policyApplied(object, change.summary()));
  }
}
