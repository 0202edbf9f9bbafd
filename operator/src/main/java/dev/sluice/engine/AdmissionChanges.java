package dev.sluice.engine;

import dev.sluice.common.ObjectKey;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.messages.AdmissionMessages;
import dev.sluice.messages.Reason;
import dev.sluice.spec.Violation;
import dev.sluice.traffic.AlteredObject;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.StoredWrite;
import dev.sluice.traffic.TrafficRouter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What admission plugins of the platform made of the objects that Sluice wrote. */
final class AdmissionChanges {
  private AdmissionChanges() {}

  /**
   * The objects that are stored otherwise than they were sent: those that are known, and those of
   * the last writes. One that is observed as it is desired is none any more.
   *
   * @param known as recorded
   * @param desired gives the objects as they should be; called only when there is something to see
   */
  static List<AlteredObject> of(
      Observation observed,
      List<AlteredObject> known,
      TrafficRouter router,
      Supplier<List<DesiredObject>> desired) {
    if (known.isEmpty() && observed.altered().isEmpty()) {
      return known;
    }
    List<AlteredObject> altered = new ArrayList<>();
    for (DesiredObject wanted : desired.get()) {
      observed
          .owned()
          .get(wanted.key())
          .filter(there -> !ManagedObject.matches(there, wanted.body()))
          .flatMap(there -> altered(observed, wanted.key(), there, known, router))
          .ifPresent(altered::add);
    }
    return altered;
  }

  private static Optional<AlteredObject> altered(
      Observation observed,
      ObjectKey key,
      Map<String, Object> there,
      List<AlteredObject> known,
      TrafficRouter router) {
    StoredWrite write = observed.altered().get(key);
    // After an edit by others, or before the informer has caught up, it says nothing.
    return write != null && write.stored().equals(ManagedObject.storedHash(there))
        ? Optional.of(AlteredObject.of(key, write, router))
        : known.stream().filter(object -> object.is(key)).findFirst();
  }

  /** Why no release starts: a change decides where requests go. */
  static List<Violation> violations(List<AlteredObject> altered) {
    return altered.stream()
        .filter(AlteredObject::movesRequests)
        .map(
            object ->
                new Violation(
                    Reason.ChangedByAdmission,
                    object.object().replace('/', ' '),
                    AdmissionMessages.movesRequests(object.fields())))
        .toList();
  }

  /** Tells of changes that stop nothing; a violation tells of itself. */
  static List<ReleaseEvent> events(ReleaseState before, List<AlteredObject> altered) {
    Map<String, List<String>> told = new HashMap<>();
    before.altered().forEach(object -> told.put(object.object(), object.fields()));
    Collection<AlteredObject> news =
        altered.stream()
            .filter(object -> !object.movesRequests())
            .filter(object -> !object.fields().equals(told.get(object.object())))
            .toList();
    return news.stream()
        .map(
            object ->
                new ReleaseEvent(
                    Reason.ChangedByAdmission,
                    AdmissionMessages.changed(object.object(), object.fields())
                        + AdmissionMessages.accepted()))
        .toList();
  }
}
