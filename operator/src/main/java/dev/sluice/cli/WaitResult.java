package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import java.util.List;
import java.util.Optional;

/**
 * What a pipeline that waits for a version is told.
 *
 * @param exit the exit status, 0 to 3
 */
record WaitResult(int exit, String message) {
  static final int PROMOTED = 0;
  static final int ROLLED_BACK = 1;
  static final int HELD = 2;
  static final int TIMEOUT = 3;

  /** Empty while there is still something to wait for. */
  static Optional<WaitResult> of(CanaryReleaseStatus status, String version) {
    if (status == null || status.phase() == null) {
      return Optional.empty();
    }
    ReleaseStatus release = status.release();
    if (release != null && version.equals(release.version())) {
      if (release.outcome() != Outcome.InProgress) {
        return ended(version, release.outcome(), release.reason(), release.message());
      }
      return stalled(status)
          ? Optional.of(new WaitResult(HELD, version + " is held: " + status.message()))
          : Optional.empty();
    }
    if (status.stable() != null && version.equals(status.stable().version())) {
      return Optional.of(new WaitResult(PROMOTED, version + " serves all users"));
    }
    Optional<HistoryEntry> past =
        Optional.ofNullable(status.history()).orElse(List.of()).stream()
            .filter(entry -> version.equals(entry.version()))
            .findFirst();
    if (past.isPresent()) {
      return ended(version, past.get().outcome(), past.get().reason(), "");
    }
    boolean blocked =
        stalled(status) && (release == null || release.outcome() != Outcome.RolledBack);
    return blocked
        ? Optional.of(new WaitResult(HELD, version + " is blocked: " + status.message()))
        : Optional.empty();
  }

  private static Optional<WaitResult> ended(
      String version, Outcome outcome, String reason, String message) {
    String why = message == null || message.isEmpty() ? reason : message;
    return Optional.of(
        switch (outcome) {
          case Promoted -> new WaitResult(PROMOTED, version + " was promoted: " + why);
          case RolledBack -> new WaitResult(ROLLED_BACK, version + " was rolled back: " + why);
          case Superseded, Withdrawn, InProgress ->
              new WaitResult(TIMEOUT, version + " ended as " + outcome + ": " + why);
        });
  }

  private static boolean stalled(CanaryReleaseStatus status) {
    return Optional.ofNullable(status.conditions()).orElse(List.of()).stream()
        .anyMatch(
            (Condition condition) ->
                "Stalled".equals(condition.type()) && "True".equals(condition.status()));
  }
}
