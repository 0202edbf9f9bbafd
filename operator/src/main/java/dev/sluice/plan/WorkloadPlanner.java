package dev.sluice.plan;

import dev.sluice.api.v1alpha1.RejectedTemplate;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.Unstructured;
import dev.sluice.lifecycle.Holds;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageColumn.Pause;
import dev.sluice.lifecycle.Turn;
import dev.sluice.messages.ChangeMessages;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.workload.CanaryDeployment;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.WorkloadKinds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The changes of the user's Deployment, of its label and pause alone, and of canary Deployments.
 */
final class WorkloadPlanner {
  private final Turn turn;
  private final ReleaseState state;

  WorkloadPlanner(Turn turn) {
    this.turn = turn;
    this.state = turn.state();
  }

  /** Labels the user's Deployment as managed. */
  List<Change> mark() {
    return turn
        .deployment()
        .filter(deployment -> !deployment.managed())
        .map(
            deployment ->
                patch(
                    deployment,
                    Map.of("metadata", managedLabel("true")),
                    ChangeMessages.addManagedLabel()))
        .stream()
        .toList();
  }

  /**
   * Pauses or resumes the user's Deployment, as the stage wants it. Paused without pods, one that
   * was created again would never get any; with a deleted CanaryRelease no one else resumes it. Nor
   * does anyone else bring pods that can take the requests of a canary that has to go.
   */
  List<Change> pause() {
    Pause pause = turn.stage().pause();
    List<Change> changes = new ArrayList<>();
    turn.deployment()
        .ifPresent(
            deployment -> {
              boolean lost = pause == Pause.PAUSED && !turn.hasStablePods();
              boolean leaves =
                  turn.observed().self().deleting() && (lost || Holds.isRollbackOverdue(turn));
              if ((pause == Pause.RESUMED || leaves) && deployment.paused()) {
                changes.add(patch(deployment, paused(null), ChangeMessages.resumeDeployment()));
              }
              if (pause == Pause.PAUSED && !deployment.paused() && !lost && !leaves) {
                changes.add(patch(deployment, paused(true), ChangeMessages.pauseDeployment()));
              }
            });
    return changes;
  }

  /**
   * Takes the label off the user's Deployment; its pause stays unless the policy says otherwise.
   */
  Optional<Change> unmark() {
    return turn.deployment()
        .filter(deployment -> deployment.managed() && !deployment.deleting())
        .map(
            deployment -> {
              Map<String, Object> patch = new LinkedHashMap<>();
              patch.put("metadata", managedLabel(null));
              boolean resume = turn.policy().rejectedTemplate() == RejectedTemplate.Resume;
              if (deployment.paused() && resume) {
                patch.putAll(paused(null));
              }
              return patch(deployment, patch, ChangeMessages.removeManagedLabel());
            });
  }

  private static Map<String, Object> paused(Boolean value) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("paused", value);
    return Map.of("spec", spec);
  }

  private static Map<String, Object> managedLabel(String value) {
    Map<String, Object> labels = new LinkedHashMap<>();
    labels.put(Labels.MANAGED, value);
    return Map.of("labels", labels);
  }

  /** Canary Deployments: the one of the release as the stage wants it, no others. */
  List<Change> canaries() {
    List<Change> changes = new ArrayList<>();
    if (turn.canary().isEmpty() && turn.stage() == Stage.STARTING_CANARY) {
      turn.deployment().map(this::create).ifPresent(changes::add);
    }
    CanarySize size = new CanarySize(turn);
    Stream.concat(turn.canary().stream(), turn.stableCanary().stream())
        .distinct()
        .filter(canary -> CanaryRetention.keeps(turn, canary))
        .forEach(
            canary ->
                size.of(canary).ifPresent(wanted -> scale(canary, wanted).ifPresent(changes::add)));
    turn.observed().workloads().canaries().stream()
        .filter(canary -> !CanaryRetention.keeps(turn, canary))
        .filter(canary -> !canary.deleting())
        .forEach(canary -> changes.add(delete(canary)));
    return changes;
  }

  /** Takes the canaries that an earlier version made from the garbage collector. */
  List<Change> disown() {
    List<Change> changes = new ArrayList<>();
    for (DeploymentView canary : turn.observed().workloads().canaries()) {
      if (ManagedObject.isGarbageCollected(canary.object())) {
        Map<String, Object> owners =
            Map.of("ownerReferences", ManagedObject.otherOwners(canary.object()));
        changes.add(
            patch(canary, Map.of("metadata", owners), ChangeMessages.removeOwnerReference()));
      }
    }
    return changes;
  }

  /** Every canary Deployment goes. */
  List<Change> deleteCanaries() {
    return turn.observed().workloads().canaries().stream().map(WorkloadPlanner::delete).toList();
  }

  private Change create(DeploymentView deployment) {
    Map<String, Object> canary =
        CanaryDeployment.build(
            deployment,
            turn.observed().self().ref(),
            turn.policy().canaryLabels(),
            state.release().revision(),
            state.progress().replicas());
    ObjectKey key =
        new ObjectKey(
            WorkloadKinds.DEPLOYMENT,
            Unstructured.text(canary, "metadata", "namespace"),
            Unstructured.text(canary, "metadata", "name"));
    return new Change.Create(key, canary, ChangeMessages.createCanary(state.progress().replicas()));
  }

  private static Optional<Change> scale(DeploymentView canary, int wanted) {
    return canary.replicas() == wanted
        ? Optional.empty()
        : Optional.of(
            patch(
                canary,
                Map.of("spec", Map.of("replicas", wanted)),
                ChangeMessages.scaleCanary(wanted)));
  }

  private static Change delete(DeploymentView canary) {
    return new Change.Delete(
        key(canary), canary.uid(), canary.resourceVersion(), ChangeMessages.deleteCanary());
  }

  private static Change patch(
      DeploymentView deployment, Map<String, Object> patch, String summary) {
    return new Change.Patch(
        key(deployment), deployment.uid(), deployment.resourceVersion(), patch, summary);
  }

  private static ObjectKey key(DeploymentView deployment) {
    return new ObjectKey(
        WorkloadKinds.DEPLOYMENT,
        Unstructured.text(deployment.object(), "metadata", "namespace"),
        deployment.name());
  }
}
