package dev.sluice.engine;

import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.plan.Change;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do about one observation, in this order: record the status, make the change, publish the
 * events, observe again.
 *
 * @param state what the next decision starts from; it is in the status' checkpoint
 * @param status the whole status to record, if it differs from the recorded one
 * @param change the one write to make after that
 * @param events oldest first
 * @param verdict on the version on trial, empty when none is
 * @param requeueAfter when to observe again at the latest
 * @param finished nothing of Sluice is left: the finalizer can be removed
 */
public record Decision(
    ReleaseState state,
    CanaryReleaseStatus status,
    Optional<Change> change,
    List<ReleaseEvent> events,
    Optional<Verdict> verdict,
    Duration requeueAfter,
    boolean finished) {}
