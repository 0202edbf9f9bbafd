package dev.sluice.world;

import dev.sluice.plan.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What the API server does wrong, each for a time. */
final class ApiFaults {
  /** What happens to a write. */
  enum Answer {
    MADE,
    REFUSED,
    /** No answer arrives, and the write is not made. */
    LOST,
    /** No answer arrives, and the write is made. */
    UNANSWERED,
    /** No answer arrives, and the write is made after others that were sent later. */
    LATE
  }

  /** The longest pause of the operator between two attempts. */
  private static final Duration PAUSE = Duration.ofSeconds(11);

  private final Map<String, Instant> refused = new HashMap<>();
  private Instant statusRefused = Instant.MIN;
  private Instant silentUntil = Instant.MIN;
  private boolean silentWritesAreMade;
  private Duration lateness = Duration.ZERO;
  private Instant lateUntil = Instant.MIN;
  private Duration latency = Duration.ZERO;
  private Instant slowUntil = Instant.MIN;

  /** A webhook refuses writes of a kind. */
  void refuse(String kind, Instant until) {
    refused.put(kind, until);
  }

  /** A webhook refuses the status of CanaryReleases. */
  void refuseStatus(Instant until) {
    statusRefused = until;
  }

  /** Writes get no answer. */
  void silent(boolean areMade, Instant until) {
    silentWritesAreMade = areMade;
    silentUntil = until;
  }

  /**
   * Writes get no answer and are made much later: those of a former leader, or of a bad network.
   */
  void late(Duration by, Instant until) {
    lateness = by;
    lateUntil = until;
  }

  /** How much later. */
  Duration lateness() {
    return lateness;
  }

  /** Writes are made late. */
  void slow(Duration by, Instant until) {
    latency = by;
    slowUntil = until;
  }

  Answer answer(Change change, Instant now) {
    if (now.isBefore(silentUntil)) {
      return silentWritesAreMade ? Answer.UNANSWERED : Answer.LOST;
    }
    if (now.isBefore(lateUntil)) {
      return Answer.LATE;
    }
    boolean refuses =
        now.isBefore(refused.getOrDefault(change.target().kind().kind(), Instant.MIN));
    return refuses ? Answer.REFUSED : Answer.MADE;
  }

  Answer answerToStatus(Instant now) {
    if (now.isBefore(silentUntil)) {
      return silentWritesAreMade ? Answer.UNANSWERED : Answer.LOST;
    }
    if (now.isBefore(lateUntil)) {
      return Answer.LATE;
    }
    return now.isBefore(statusRefused) ? Answer.REFUSED : Answer.MADE;
  }

  Duration latency(Instant now) {
    return now.isBefore(slowUntil) ? latency : Duration.ofMillis(5);
  }

  /** Whether the writes that move requests get through, the first one after a pause too. */
  boolean isWell(Instant now) {
    return isOver(silentUntil, now)
        && isOver(lateUntil, now)
        && isOver(statusRefused, now)
        && isOver(slowUntil, now)
        && isOver(refused.getOrDefault("VirtualService", Instant.MIN), now)
        && isOver(refused.getOrDefault("Deployment", Instant.MIN), now);
  }

  private static boolean isOver(Instant until, Instant now) {
    return until.equals(Instant.MIN) || !now.isBefore(until.plus(PAUSE));
  }

  /** Whether the route can be written, the first time after a pause too. */
  boolean writesRoutes(Instant now) {
    return isOver(silentUntil, now)
        && isOver(lateUntil, now)
        && isOver(slowUntil, now)
        && isOver(refused.getOrDefault("VirtualService", Instant.MIN), now);
  }

  /** Whether nothing is refused. */
  boolean isPerfect(Instant now) {
    return isWell(now) && refused.values().stream().allMatch(until -> isOver(until, now));
  }

  void heal() {
    refused.clear();
    statusRefused = Instant.MIN;
    silentUntil = Instant.MIN;
    lateUntil = Instant.MIN;
    slowUntil = Instant.MIN;
  }
}
