package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.messages.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Follows one CanaryRelease until what its Deployment asked for at a time is released or not. The
 * Deployment's generation tells which template that is: a version is only a text, and an earlier
 * release may have had the same one.
 */
final class ReleaseWait {
  private final long generation;
  private Long revision;

  /**
   * A wait that has seen nothing yet.
   *
   * @param generation of the Deployment
   */
  ReleaseWait(long generation) {
    this.generation = generation;
  }

  /** The result with this newest status; empty while the release may still end. */
  Optional<WaitResult> result(CanaryReleaseStatus status) {
    if (status == null || !isSeen(status)) {
      return Optional.empty();
    }
    if (revision == null) {
      revision = started(status.release());
    }
    return revision == null ? withoutRelease(status) : ofRevision(status);
  }

  private boolean isSeen(CanaryReleaseStatus status) {
    return status.phase() != null
        && status.target() != null
        && status.target().observedGeneration() != null
        && status.target().observedGeneration() >= generation;
  }

  /** A release that is ending already is that of the template before. */
  private static Long started(ReleaseStatus release) {
    boolean starts =
        release != null
            && release.outcome() == Outcome.InProgress
            && Reason.InProgress.name().equals(release.reason());
    return starts ? release.revision() : null;
  }

  private static Optional<WaitResult> withoutRelease(CanaryReleaseStatus status) {
    ReleaseStatus release = status.release();
    boolean ending = release != null && release.outcome() == Outcome.InProgress;
    if (ending) {
      return Optional.empty();
    }
    if (status.phase() == Phase.Stable) {
      return Optional.of(WaitResult.stable(status));
    }
    return status.phase() == Phase.RolledBack && release != null
        ? Optional.of(WaitResult.ended(release))
        : WaitResult.stalled(status);
  }

  private Optional<WaitResult> ofRevision(CanaryReleaseStatus status) {
    ReleaseStatus release = status.release();
    if (release != null && Objects.equals(release.revision(), revision)) {
      return release.outcome() == Outcome.InProgress
          ? WaitResult.stalled(status)
          : Optional.of(WaitResult.ended(release));
    }
    List<HistoryEntry> history = Optional.ofNullable(status.history()).orElse(List.of());
    return history.stream()
        .filter(entry -> Objects.equals(entry.revision(), revision))
        .findFirst()
        .map(WaitResult::ended);
  }
}
