package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.engine.Decision;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decisions whose status write got no answer. If it turns out that the status was written, their
 * events are published then.
 */
final class UnconfirmedWrites {
  private record Attempt(String resourceVersion, Decision decision) {}

  private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();

  /** The decision may or may not have replaced this version. */
  void put(CanaryRelease replaced, Decision decision) {
    attempts.put(
        replaced.getMetadata().getUid(),
        new Attempt(replaced.getMetadata().getResourceVersion(), decision));
  }

  /** The decision that turns out to be recorded, once; empty if none is. */
  Optional<Decision> confirmed(CanaryRelease now) {
    Attempt attempt = attempts.get(now.getMetadata().getUid());
    if (attempt == null
        || attempt.resourceVersion().equals(now.getMetadata().getResourceVersion())) {
      return Optional.empty();
    }
    forget(now);
    return Optional.of(attempt.decision())
        .filter(decision -> decision.status().equals(now.getStatus()));
  }

  void forget(CanaryRelease release) {
    attempts.remove(release.getMetadata().getUid());
  }
}
