package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Failing writes by CanaryRelease: the number of attempts and the last rejection. */
final class WriteBackoff {
  private static final Duration MAX_DELAY = Duration.ofSeconds(10);

  private record FailingWrite(String rejection, int attempts) {}

  private final Map<String, FailingWrite> writes = new ConcurrentHashMap<>();

  /** Why the API server or a webhook rejected the last write; empty if it did not. */
  String rejection(CanaryRelease release) {
    FailingWrite failing = writes.get(uid(release));
    return failing == null ? "" : failing.rejection();
  }

  /**
   * A write failed.
   *
   * @param rejection message of the rejection; empty if there was no answer
   * @return whether it differs from the failure before
   */
  boolean failed(CanaryRelease release, String rejection) {
    FailingWrite before = writes.get(uid(release));
    writes.put(
        uid(release), new FailingWrite(rejection, before == null ? 1 : before.attempts() + 1));
    return before == null || !before.rejection().equals(rejection);
  }

  /** How long to wait before the next attempt: 1 s, doubled with each one, 10 s at most. */
  Duration delay(CanaryRelease release) {
    FailingWrite failing = writes.get(uid(release));
    int attempts = failing == null ? 1 : failing.attempts();
    Duration wait = Duration.ofSeconds(1L << Math.min(attempts - 1, 10));
    return wait.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : wait;
  }

  /** The status was written: attempts start again, a rejection of another write stays. */
  void statusWritten(CanaryRelease release) {
    writes.computeIfPresent(
        uid(release),
        (uid, failing) ->
            failing.rejection().isEmpty() ? null : new FailingWrite(failing.rejection(), 0));
  }

  /** The change was made, or none is needed. */
  void reset(CanaryRelease release) {
    writes.remove(uid(release));
  }

  private static String uid(CanaryRelease release) {
    return release.getMetadata().getUid();
  }
}
