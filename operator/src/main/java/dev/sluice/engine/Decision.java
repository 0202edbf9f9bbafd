package dev.sluice.engine;

import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.common.ResourceKind;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.plan.Change;
import dev.sluice.traffic.Tier;
import dev.sluice.workload.DeploymentView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to do about one observation, in this order: record the status, publish the events, make the
 * change, publish its event, observe again.
 *
 * @param state what the next decision starts from; it is in the status' checkpoint
 * @param status the whole status to record, if it differs from the recorded one
 * @param change the one write to make after that
 * @param changeEvent what is published once the change is made, and not if it is rejected
 * @param events oldest first
 * @param verdict on the version on trial, empty when none is
 * @param requeueAfter when to observe again at the latest
 * @param finished nothing of Sluice is left: the finalizer can be removed
 * @param latePods the Deployment whose pods are to be asked why they are not ready
 */
public record Decision(
    ReleaseState state,
    CanaryReleaseStatus status,
    Optional<Change> change,
    Optional<ReleaseEvent> changeEvent,
    List<ReleaseEvent> events,
    Optional<Verdict> verdict,
    Duration requeueAfter,
    boolean finished,
    Optional<DeploymentView> latePods) {

  /**
   * The change that takes requests to a rollback target. It is made even when the status cannot be
   * recorded: no refused write stands between a verdict and the route.
   *
   * @param kinds of the mesh
   */
  public Optional<Change> urgentChange(Map<ResourceKind, Tier> kinds) {
    boolean returns = state.stage().rollbackTarget().isReachedBy(state.exposure());
    return change.filter(
        write ->
            returns && state.stage().goesBack() && kinds.get(write.target().kind()) == Tier.ROUTES);
  }
}
