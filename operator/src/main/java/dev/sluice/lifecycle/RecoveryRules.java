package dev.sluice.lifecycle;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.traffic.Exposure;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.PodTemplates;
import dev.sluice.workload.ReplicaSetView;
import java.util.Comparator;
import java.util.Optional;

/**
 * The status was lost (restored from a backup, say) while Sluice's objects are still there. Nothing
 * moves until what runs is identified; then the release ends or continues from what is observed.
 */
final class RecoveryRules {
  private RecoveryRules() {}

  /** Once a single ReplicaSet has pods. The state's exposure is the observed one. */
  static Transition identify(Turn turn) {
    Optional<ReplicaSetView> only = turn.observed().workloads().onlyPopulated();
    if (only.isEmpty()) {
      return Transition.to(turn.state());
    }
    ReplicaSetView set = only.get();
    Optional<DeploymentView> canary =
        turn.observed().workloads().canaries().stream()
            .max(Comparator.comparingLong(DeploymentView::revision));
    long revision = canary.map(DeploymentView::revision).orElse(1L);
    boolean proven =
        canary.filter(made -> PodTemplates.same(made.template(), set.template())).isPresent();
    StableRevision stable =
        StableRevision.of(proven ? revision : Math.max(1, revision - 1), set, turn.now());
    ReleaseState found = turn.state().revision(revision).stable(stable);
    return Transition.to(
            canary
                .map(made -> with(turn, found, made, proven))
                .orElseGet(() -> found.exposure(Exposure.NONE).enter(Stage.IDLE, turn.now())))
        .with(
            Reason.Recovered, EventMessages.recovered(stable.version(), found.exposure().weight()));
  }

  private static ReleaseState with(
      Turn turn, ReleaseState found, DeploymentView canary, boolean proven) {
    Release last =
        Release.started(
            found.revision(),
            PodTemplates.version(canary.template()),
            PodTemplates.images(canary.template()),
            turn.now());
    if (proven && turn.deployment().orElseThrow().complete()) {
      return found
          .release(last)
          .replicas(canary.replicas())
          .enter(Stage.REPINNING_STABLE, turn.now());
    }
    boolean served = found.exposure().servesRequests();
    if (!served && canary.replicas() == 0) {
      Release rejected =
          last.endingAs(Outcome.RolledBack, Reason.StateLost, EventMessages.rolledBackBefore());
      return found.release(rejected).finished(turn.now()).enter(Stage.IDLE, turn.now());
    }
    Release ended = last.endingAs(Outcome.Superseded, Reason.StateLost, EventMessages.stateLost());
    return found
        .release(ended)
        .exposure(Exposure.NONE)
        .enter(served ? Stage.ROLLING_BACK : Stage.STOPPING_CANARY, turn.now());
  }
}
