package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a CanaryRelease after a write of its status until the informer has caught up, so that no
 * decision uses a status older than the recorded one.
 */
final class StatusOverlay {
  private final Map<String, CanaryRelease> written = new ConcurrentHashMap<>();

  /** The later one of what the informer has and what was written. */
  CanaryRelease newest(CanaryRelease cached) {
    String uid = cached.getMetadata().getUid();
    CanaryRelease own = written.get(uid);
    if (own == null) {
      return cached;
    }
    if (ResourceVersions.newer(own, cached)) {
      return own;
    }
    written.remove(uid, own);
    return cached;
  }

  /** Keeps the object that the API server returned. */
  void put(CanaryRelease release) {
    written.merge(
        release.getMetadata().getUid(),
        release,
        (known, read) -> ResourceVersions.newer(read, known) ? read : known);
  }

  void forget(String uid) {
    written.remove(uid);
  }
}
