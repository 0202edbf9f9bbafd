package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.common.Quantities;
import dev.sluice.messages.Reason;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Result of waiting for what a Deployment asks for.
 *
 * @param exit the exit status, 0 to 3
 * @param message the last line of output
 */
record WaitResult(int exit, String message) {
  static final int PROMOTED = 0;
  static final int ROLLED_BACK = 1;
  static final int HELD = 2;
  static final int TIMEOUT = 3;

  /** The Deployment's template is the stable version's. */
  static WaitResult stable(CanaryReleaseStatus status) {
    String version = status.stable() == null ? "" : status.stable().version();
    ReleaseStatus release = status.release();
    boolean promoted =
        release != null
            && release.outcome() == Outcome.Promoted
            && version.equals(release.version());
    return new WaitResult(
        PROMOTED,
        promoted(
            version,
            promoted ? duration(release.startedAt(), release.finishedAt()) : Optional.empty()));
  }

  /** The release has ended. */
  static WaitResult ended(ReleaseStatus release) {
    return ended(
        release.version(),
        release.outcome(),
        release.reason(),
        release.message(),
        duration(release.startedAt(), release.finishedAt()));
  }

  /** A release has ended that is not the last one any more. */
  static WaitResult ended(HistoryEntry entry) {
    return ended(
        entry.version(),
        entry.outcome(),
        entry.reason(),
        "",
        duration(entry.startedAt(), entry.finishedAt()));
  }

  /** It is stalled: a person has to act. Empty if it is not. */
  static Optional<WaitResult> stalled(CanaryReleaseStatus status) {
    boolean blocked = status.phase() == Phase.Blocked;
    return Optional.ofNullable(status.conditions()).orElse(List.of()).stream()
        .filter(
            condition -> "Stalled".equals(condition.type()) && "True".equals(condition.status()))
        .findFirst()
        .map(
            stalled ->
                new WaitResult(
                    HELD,
                    "%s: %s (%s)%s"
                        .formatted(
                            blocked ? Reason.Blocked : Reason.Held,
                            clause(status.message()),
                            stalled.reason(),
                            weight(status.release()))));
  }

  /** The result of a wait that takes too long; {@code status} may be null. */
  static WaitResult timedOut(Duration after, CanaryReleaseStatus status) {
    String message =
        status == null || status.message() == null
            ? "the Deployment is not observed yet"
            : step(status.release()) + clause(status.message());
    return new WaitResult(
        TIMEOUT, "Timed out after %s: %s".formatted(Quantities.text(after), message));
  }

  private static String step(ReleaseStatus release) {
    return release == null || release.step() == null
        ? ""
        : "step %s (%s), ".formatted(release.step().progress(), release.step().name());
  }

  private static String weight(ReleaseStatus release) {
    return release == null || release.step() == null || release.step().weight() == null
        ? ""
        : "; still at " + release.step().weight() + "%";
  }

  private static WaitResult ended(
      String version, Outcome outcome, String reason, String message, Optional<Duration> duration) {
    String cause = cause(reason, message);
    return switch (outcome) {
      case Promoted -> new WaitResult(PROMOTED, promoted(version, duration));
      case RolledBack ->
          new WaitResult(
              isInfrastructure(reason) ? HELD : ROLLED_BACK, "Rolled back: " + version + cause);
      case Superseded, Withdrawn, InProgress ->
          new WaitResult(TIMEOUT, outcome + ": " + version + cause);
    };
  }

  /** Nothing was found about the version: its pods did not come up, or went. */
  private static boolean isInfrastructure(String reason) {
    return Arrays.stream(Reason.values())
        .anyMatch(known -> known.name().equals(reason) && known.isInfrastructure());
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
}
