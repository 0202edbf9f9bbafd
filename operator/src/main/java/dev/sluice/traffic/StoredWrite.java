package dev.sluice.traffic;

import dev.sluice.common.FieldChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the API server stored for the last write of an object that Sluice owns, if that is not what
 * was sent.
 *
 * @param sent hash of the spec that was sent
 * @param stored hash of what was stored, as {@link ManagedObject#storedHash} has it
 * @param changes the fields that differ
 * @param attempts how often the same was sent in a row
 * @param writtenAt when it was sent last
 */
public record StoredWrite(
    String sent, String stored, List<FieldChange> changes, int attempts, Instant writtenAt) {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

  /** The longest pause while a release waits for the write to be stored as it is sent. */
  private static final Duration LONGEST_WHILE_BLOCKED = Duration.ofMinutes(1);

  private static final Duration LONGEST = Duration.ofHours(1);

  /** Makes the list unmodifiable. */
  public StoredWrite {
    changes = List.copyOf(changes);
  }

  /**
   * The outcome of a write; empty when the object was stored as it was sent.
   *
   * @param sent the object as it was sent
   * @param returned the object as the API server returned it
   * @param before the outcome of the write before, if that was altered too
   */
  public static Optional<StoredWrite> of(
      Map<String, Object> sent,
      Map<String, Object> returned,
      Optional<StoredWrite> before,
      Instant now) {
    List<FieldChange> changes = ManagedObject.changes(sent, returned);
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    String hash = ManagedObject.appliedHash(sent);
    int attempts =
        before.filter(write -> write.sent().equals(hash)).map(StoredWrite::attempts).orElse(0);
    return Optional.of(
        new StoredWrite(hash, ManagedObject.storedHash(returned), changes, attempts + 1, now));
  }

  /** Whether the same was sent before. */
  public boolean isRepeated() {
    return attempts > 1;
  }

  /**
   * When the same is sent again, to see whether it is still altered: after 10 s, then twice that,
   * and so on.
   *
   * @param blocks whether a release waits for it
   */
  public Instant retryAt(boolean blocks) {
    Duration longest = blocks ? LONGEST_WHILE_BLOCKED : LONGEST;
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 10));
    return writtenAt.plus(pause.compareTo(longest) > 0 ? longest : pause);
  }
}
