package dev.sluice.traffic;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.sluice.common.FieldChange;
import dev.sluice.common.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * An object that was stored otherwise than Sluice sent it, as the checkpoint keeps it. At most
 * about 1.5 kB.
 *
 * @param object as {@link ObjectKey} writes it
 * @param sent hash of the spec that was sent
 * @param stored hash of what was stored, as {@link ManagedObject#storedHash} has it
 * @param fields the fields that differ, with both values, those that move requests first
 * @param movesRequests whether one of them decides where requests go
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AlteredObject(
    String object, String sent, String stored, List<String> fields, boolean movesRequests) {
  private static final int MOST_FIELDS = 8;
  private static final int LONGEST_FIELD = 160;

  public AlteredObject {
    fields = fields == null ? List.of() : List.copyOf(fields);
  }

  /** The outcome of the last write of {@code key}. */
  public static AlteredObject of(ObjectKey key, StoredWrite write, TrafficRouter router) {
    List<FieldChange> changes = new ArrayList<>(write.changes());
    changes.sort(Comparator.comparing(change -> !router.movesRequests(key.kind(), change.path())));
    List<String> fields = new ArrayList<>();
    changes.stream().limit(MOST_FIELDS).forEach(change -> fields.add(bounded(change.ofWrite())));
    if (changes.size() > MOST_FIELDS) {
      fields.add((changes.size() - MOST_FIELDS) + " more");
    }
    return new AlteredObject(
        key.toString(),
        write.sent(),
        write.stored(),
        fields,
        router.movesRequests(key.kind(), changes.get(0).path()));
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST_FIELD ? text : text.substring(0, LONGEST_FIELD - 3) + "...";
  }

  /** Whether it is the object at {@code key}. */
  public boolean is(ObjectKey key) {
    return object.equals(key.toString());
  }

  /** Whether {@code desired} is what was sent. */
  public boolean isSent(Map<String, Object> desired) {
    return sent.equals(ManagedObject.appliedHash(desired));
  }

  /** Whether {@code observed} is still what was stored. */
  public boolean isStored(Map<String, Object> observed) {
    return stored.equals(ManagedObject.storedHash(observed))
        && !ManagedObject.isGarbageCollected(observed);
  }
}
