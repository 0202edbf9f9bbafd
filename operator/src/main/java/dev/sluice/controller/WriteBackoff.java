package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which CanaryReleases have writes that fail, since how many attempts, and what was said. */
final class WriteBackoff {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private record Trouble(String refusal, int attempts) {}

  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

  /** What the API server or a webhook said to the last write; empty when it said nothing. */
  String refusal(CanaryRelease release) {
    Trouble trouble = troubles.get(uid(release));
    return trouble == null ? "" : trouble.refusal();
  }

  /**
   * A write failed.
   *
   * @param refusal what was said, empty when there was no answer
   * @return whether that is news
   */
  boolean happened(CanaryRelease release, String refusal) {
    Trouble before = troubles.get(uid(release));
    troubles.put(uid(release), new Trouble(refusal, before == null ? 1 : before.attempts() + 1));
    return before == null || !before.refusal().equals(refusal);
  }

  /** How long to wait before the next attempt: 1 s, doubled with each one, 10 s at most. */
  Duration backoff(CanaryRelease release) {
    Trouble trouble = troubles.get(uid(release));
    int attempts = trouble == null ? 1 : trouble.attempts();
    Duration wait = Duration.ofSeconds(1L << Math.min(attempts - 1, 10));
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  /** The API server took a write: attempts are counted anew, what it said to another one stays. */
  void answered(CanaryRelease release) {
    troubles.computeIfPresent(
        uid(release),
        (uid, trouble) -> trouble.refusal().isEmpty() ? null : new Trouble(trouble.refusal(), 0));
  }

  /** The change was made, or none is needed. */
  void over(CanaryRelease release) {
    troubles.remove(uid(release));
  }

  private static String uid(CanaryRelease release) {
    return release.getMetadata().getUid();
  }
}
