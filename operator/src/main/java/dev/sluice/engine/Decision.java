package dev.sluice.engine;

import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.plan.Change;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do about one observation, in this order: record the status, make the change, tell people,
 * look again.
 *
 * @param state what the next decision starts from; it is in the status' checkpoint
 * @param status the whole status to record, if it differs from the recorded one
 * @param change the one write to make after that
 * @param news what people are told, as events and in the log
 * @param verdict on the version on trial, empty when none is
 * @param lookAgain when to observe again at the latest
 * @param finished nothing of Sluice is left: the finalizer can go
 */
public record Decision(
    ReleaseState state,
    CanaryReleaseStatus status,
    Optional<Change> change,
    List<News> news,
    Optional<Verdict> verdict,
    Duration lookAgain,
    boolean finished) {

  /**
   * One fact for people.
   *
   * @param warning whether somebody should look
   * @param reason one word for machines
   */
  public record News(boolean warning, String reason, String message) {}
}
