package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.common.Quantities;
import dev.sluice.messages.Reason;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Result of waiting for a version.
 *
 * @param exit the exit status, 0 to 3
 * @param message the last line of output
 */
record WaitResult(int exit, String message) {
  static final int PROMOTED = 0;
  static final int ROLLED_BACK = 1;
  static final int HELD = 2;
  static final int TIMEOUT = 3;

  /** The result; empty while the release of the version may still end. */
  static Optional<WaitResult> of(CanaryReleaseStatus status, String version) {
    if (status == null || status.phase() == null) {
      return Optional.empty();
    }
    ReleaseStatus release = status.release();
    if (release != null && version.equals(release.version())) {
      if (release.outcome() != Outcome.InProgress) {
        return ended(
            version,
            release.outcome(),
            cause(release.reason(), release.message()),
            duration(release.startedAt(), release.finishedAt()));
      }
      return stalled(status).map(stalled -> held(Reason.Held, status, stalled, weight(release)));
    }
    if (status.stable() != null && version.equals(status.stable().version())) {
      return Optional.of(new WaitResult(PROMOTED, promoted(version, Optional.empty())));
    }
    Optional<HistoryEntry> past =
        Optional.ofNullable(status.history()).orElse(List.of()).stream()
            .filter(entry -> version.equals(entry.version()))
            .findFirst();
    if (past.isPresent()) {
      HistoryEntry entry = past.get();
      return ended(
          version,
          entry.outcome(),
          cause(entry.reason(), ""),
          duration(entry.startedAt(), entry.finishedAt()));
    }
    boolean rolledBack = release != null && release.outcome() == Outcome.RolledBack;
    return rolledBack
        ? Optional.empty()
        : stalled(status).map(stalled -> held(Reason.Blocked, status, stalled, ""));
  }

  /** The result of a wait that takes too long; {@code status} may be null. */
  static WaitResult timedOut(Duration after, CanaryReleaseStatus status, String version) {
    String message =
        status == null || status.message() == null
            ? version + " is not observed yet"
            : step(status.release()) + clause(status.message());
    return new WaitResult(
        TIMEOUT, "Timed out after %s: %s".formatted(Quantities.text(after), message));
  }

  private static String step(ReleaseStatus release) {
    return release == null || release.step() == null
        ? ""
        : "step %s (%s), ".formatted(release.step().progress(), release.step().name());
  }

  private static WaitResult held(
      Reason what, CanaryReleaseStatus status, Condition stalled, String weight) {
    return new WaitResult(
        HELD, "%s: %s (%s)%s".formatted(what, clause(status.message()), stalled.reason(), weight));
  }

  private static String weight(ReleaseStatus release) {
    return release.step() == null || release.step().weight() == null
        ? ""
        : "; still at " + release.step().weight() + "%";
  }

  private static Optional<WaitResult> ended(
      String version, Outcome outcome, String cause, Optional<Duration> duration) {
    return Optional.of(
        switch (outcome) {
          case Promoted -> new WaitResult(PROMOTED, promoted(version, duration));
          case RolledBack -> new WaitResult(ROLLED_BACK, "Rolled back: " + version + cause);
          case Superseded, Withdrawn, InProgress ->
              new WaitResult(TIMEOUT, outcome + ": " + version + cause);
        });
  }

  private static String promoted(String version, Optional<Duration> duration) {
    return "Promoted: %s receives all requests%s"
        .formatted(version, duration.map(time -> " after " + Quantities.text(time)).orElse(""));
  }

  /** For example {@code , canary failed 7/18 requests (HarmDetected)}. */
  private static String cause(String reason, String message) {
    return (message == null || message.isEmpty() ? "" : ", " + clause(message))
        + (reason == null ? "" : " (" + reason + ")");
  }

  /** A sentence as a part of another: without its capital, unless a name follows. */
  private static String clause(String sentence) {
    if (sentence == null || sentence.length() < 2 || !Character.isLowerCase(sentence.charAt(1))) {
      return String.valueOf(sentence);
    }
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }

  private static Optional<Duration> duration(String startedAt, String finishedAt) {
    try {
      return startedAt == null || finishedAt == null
          ? Optional.empty()
          : Optional.of(Duration.between(Instant.parse(startedAt), Instant.parse(finishedAt)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Condition> stalled(CanaryReleaseStatus status) {
    return Optional.ofNullable(status.conditions()).orElse(List.of()).stream()
        .filter(
            condition -> "Stalled".equals(condition.type()) && "True".equals(condition.status()))
        .findFirst();
  }
}
