package dev.sluice.lifecycle;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.lifecycle.Observation.Workloads;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.traffic.Backend;
import dev.sluice.traffic.Exposure;
import dev.sluice.workload.CanaryDeployment;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.PodTemplates;
import dev.sluice.workload.ReadyEndpoints;
import dev.sluice.workload.ReplicaSetView;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * The status was lost (restored from a backup, say) while Sluice's objects are still there. Nothing
 * moves until what runs is identified; then the release ends or continues from what is observed.
 */
public final class RecoveryRules {
  private RecoveryRules() {}

  /**
   * The state with the stable pods that the mesh knows: a ReplicaSet, or the verified canary of a
   * promotion.
   *
   * @param exposure of the route; without subsets it exposes nothing, as it serves no request
   * @param backend the pods of the subset stable
   */
  public static ReleaseState observed(
      ReleaseState state,
      Optional<Exposure> exposure,
      Optional<Backend> backend,
      Workloads workloads) {
    Exposure served = backend.flatMap(subset -> exposure).orElse(Exposure.NONE);
    Map<String, String> labels = backend.map(Backend::podLabels).orElse(Map.of());
    Optional<StableRevision> onCanary =
        workloads.canaries().stream()
            .filter(canary -> CanaryDeployment.labels(canary.revision()).equals(labels))
            .map(canary -> onCanary(canary, state.position().enteredAt()))
            .findFirst();
    return state
        .exposure(served)
        .stable(
            onCanary
                .or(
                    () ->
                        workloads
                            .replicaSet(labels.getOrDefault(Labels.POD_TEMPLATE_HASH, ""))
                            .filter(ReplicaSetView::populated)
                            .map(set -> StableRevision.of(1, set, state.position().enteredAt())))
                .orElse(null));
  }

  private static StableRevision onCanary(DeploymentView canary, Instant since) {
    return StableRevision.onCanary(
        canary.revision(),
        PodTemplates.version(canary.template()),
        PodTemplates.images(canary.template()),
        since);
  }

  /** Once a single ReplicaSet has pods. The state's exposure is the observed one. */
  static Transition identify(Turn turn) {
    StableRevision known = turn.state().stable();
    if (known != null && known.selector().onCanary()) {
      return onVerifiedCanary(turn, known);
    }
    Workloads workloads = turn.observed().workloads();
    Optional<ReplicaSetView> only =
        workloads
            .onlyPopulated()
            .or(
                () ->
                    Optional.ofNullable(known)
                        .flatMap(stable -> workloads.replicaSet(stable.selector().hash())))
            .or(() -> mostReady(turn));
    if (only.isEmpty()) {
      return Transition.to(turn.state());
    }
    Optional<DeploymentView> serving = servingAlone(turn, only.get());
    if (serving.isPresent()) {
      return stayOnCanary(turn, only.get(), serving.get());
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

  /**
   * In a promotion, or after one that was interrupted, all requests are on the verified canary. A
   * newer template's release ends; at rest, the promotion continues if its template is still asked
   * for.
   */
  private static Transition onVerifiedCanary(Turn turn, StableRevision verified) {
    DeploymentView newest =
        turn.observed().workloads().canaries().stream()
            .max(Comparator.comparingLong(DeploymentView::revision))
            .orElseThrow();
    boolean isNewer = newest.revision() > verified.revision();
    Release ended =
        releaseOf(newest, turn.now())
            .endingAs(Outcome.Superseded, Reason.StateLost, EventMessages.stateLost());
    return Transition.to(
            turn.state()
                .revision(newest.revision())
                .exposure(Exposure.NONE)
                .release(ended)
                .enter(isNewer ? Stage.ROLLING_BACK : Stage.ROUTING_TO_NEW_STABLE, turn.now()))
        .with(
            Reason.Recovered,
            EventMessages.recovered(verified.version(), turn.state().exposure().weight()));
  }

  /**
   * Of several ReplicaSets the one with the most ready pods: while no canary serves requests, it
   * moves none. With a deletion, once half of the wanted pods are ready.
   */
  private static Optional<ReplicaSetView> mostReady(Turn turn) {
    ReadyEndpoints endpoints = turn.observed().workloads().endpoints();
    int wanted = turn.deployment().map(DeploymentView::replicas).orElse(0);
    boolean exposed = turn.state().exposure().servesRequests() && endpoints.ofCanaries() > 0;
    boolean deleting = turn.observed().self().deleting();
    int least = exposed ? Math.max(1, (wanted + 1) / 2) : turn.isLate() ? 0 : 1;
    return turn.observed().workloads().mostReady(least).filter(set -> deleting || !exposed);
  }

  /** The canary whose requests no pod of the Deployment can take. */
  private static Optional<DeploymentView> servingAlone(Turn turn, ReplicaSetView set) {
    ReadyEndpoints endpoints = turn.observed().workloads().endpoints();
    boolean alone = turn.state().exposure().servesRequests() && endpoints.of(set) == 0;
    return turn.observed().workloads().canaries().stream()
        .filter(canary -> alone && endpoints.ofCanary(canary.revision()) > 0)
        .max(Comparator.comparingLong(DeploymentView::revision));
  }

  /** The release of that canary continues as one whose stable pods are gone. */
  private static Transition stayOnCanary(Turn turn, ReplicaSetView set, DeploymentView canary) {
    Exposure exposure = turn.state().exposure();
    StableRevision stable = StableRevision.of(Math.max(1, canary.revision() - 1), set, turn.now());
    StepInForce step =
        StepInForce.of(turn.policy().stepAbove(exposure.weight() - 1), turn.policy());
    return Transition.to(
            turn.state()
                .revision(canary.revision())
                .stable(stable)
                .release(releaseOf(canary, turn.now()))
                .progress(Progress.NONE.replicas(canary.replicas()).exposure(exposure).step(step))
                .enter(Stage.STABLE_UNAVAILABLE, turn.now()))
        .with(Reason.Recovered, EventMessages.recovered(stable.version(), exposure.weight()));
  }

  private static Release releaseOf(DeploymentView canary, Instant now) {
    return Release.started(
        canary.revision(),
        PodTemplates.version(canary.template()),
        PodTemplates.images(canary.template()),
        now);
  }

  private static ReleaseState with(
      Turn turn, ReleaseState found, DeploymentView canary, boolean proven) {
    Release last = releaseOf(canary, turn.now());
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
    StableRevision known = turn.state().stable();
    boolean pinned = known != null && known.selector().equals(found.stable().selector());
    // A proxy may get the weight before the pin: requests stay until the pin is known everywhere.
    return served && !pinned
        ? found.release(ended).enter(Stage.FOLLOWING_DEPLOYMENT, turn.now())
        : found.release(ended).exposure(Exposure.NONE).enter(Stage.ROLLING_BACK, turn.now());
  }
}
