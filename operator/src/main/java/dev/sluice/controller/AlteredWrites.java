package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.common.ObjectKey;
import dev.sluice.plan.Change;
import dev.sluice.traffic.StoredWrite;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last writes of each CanaryRelease that the API server stored otherwise than they were sent. A
 * new process knows none, and sends such an object once more to learn it.
 */
final class AlteredWrites {
  private final Map<String, Map<ObjectKey, StoredWrite>> writes = new ConcurrentHashMap<>();

  /** Those of one CanaryRelease. */
  Map<ObjectKey, StoredWrite> of(CanaryRelease release) {
    Map<ObjectKey, StoredWrite> own = writes.get(release.getMetadata().getUid());
    return own == null ? Map.of() : Map.copyOf(own);
  }

  /**
   * A change was made.
   *
   * @param returned the object as the API server returned it
   * @return how it was stored, if otherwise than it was sent
   */
  Optional<StoredWrite> written(
      CanaryRelease release, Change change, Map<String, Object> returned, Instant now) {
    Map<ObjectKey, StoredWrite> own =
        writes.computeIfAbsent(release.getMetadata().getUid(), uid -> new ConcurrentHashMap<>());
    Optional<StoredWrite> before = Optional.ofNullable(own.remove(change.target()));
    Optional<StoredWrite> after =
        change instanceof Change.Apply apply
            ? StoredWrite.of(apply.object(), returned, before, now)
            : Optional.empty();
    after.ifPresent(write -> own.put(change.target(), write));
    return after;
  }

  void forget(CanaryRelease release) {
    writes.remove(release.getMetadata().getUid());
  }
}
