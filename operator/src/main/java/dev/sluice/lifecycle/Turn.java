package dev.sluice.lifecycle;

import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.api.v1alpha1.BypassPolicy;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.spec.GateContext;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.ReleaseStep;
import dev.sluice.spec.ReturnStep;
import dev.sluice.spec.Violation;
import dev.sluice.traffic.Bypass;
import dev.sluice.traffic.Exposure;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.PodTemplates;
import dev.sluice.workload.ReplicaSetView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that one decision is made from, and the questions that more than one rule asks of it.
 *
 * @param violations why nothing new may be done, empty when nothing stands in the way
 * @param bypasses paths to the canary's pods that Sluice does not route
 * @param state as recorded, with the evidence of the newest samples; later the state decided on
 * @param verdict on the version on trial, empty when none is
 */
public record Turn(
    Observation observed,
    ReleasePolicy policy,
    List<Violation> violations,
    List<Bypass> bypasses,
    ReleaseState state,
    Optional<Verdict> verdict,
    Instant now) {

  /** The same turn in the light of another state. */
  public Turn in(ReleaseState next) {
    return new Turn(observed, policy, violations, bypasses, next, verdict, now);
  }

  public Stage stage() {
    return state.stage();
  }

  /** The CanaryRelease's Deployment, if it exists. */
  public Optional<DeploymentView> deployment() {
    return observed.deployment();
  }

  /** Whether the release may not advance: by {@code spec.paused}, or while a violation stands. */
  public boolean isStopped() {
    return isPaused() || !violations.isEmpty();
  }

  /** Whether requests can reach a version that is not proven by a path that is not accepted. */
  public boolean isBypassed() {
    return policy.bypass() == BypassPolicy.Reject && !bypasses.isEmpty();
  }

  /** Whether {@code spec.paused} is in force: a release that is deleted has to end. */
  public boolean isPaused() {
    return policy.paused() && !isPromotionOrdered() && !observed.self().deleting();
  }

  /** Whether a person ordered the promotion: then only harm and missing pods stop the release. */
  public boolean isPromotionOrdered() {
    return state.isReleasing() && state.release().isPromotionOrdered();
  }

  // Time

  /** Whether the stage has been applied for its time. */
  public boolean elapsed() {
    return appliedFor(StageTimes.of(state, policy));
  }

  /** Whether the stage has lasted longer than it may. */
  public boolean isLate() {
    return StageTimes.limit(state, policy).filter(limit -> !now.isBefore(limit)).isPresent();
  }

  /** Whether the stage's changes have been in place for {@code time}. */
  public boolean appliedFor(Duration time) {
    Instant applied = state.position().appliedAt();
    return applied != null && !now.isBefore(applied.plus(time));
  }

  /** When the release of the Deployment's template may start, if it must wait for a time. */
  public Optional<Instant> startDelay() {
    return Optional.ofNullable(state.interventions().startDelayedUntil()).filter(now::isBefore);
  }

  // Templates

  /** Whether the Deployment asks for what the stable pods run. */
  public boolean asksForStable(DeploymentView deployment) {
    return stableTemplate()
        .filter(template -> PodTemplates.same(template, deployment.template()))
        .isPresent();
  }

  private Optional<Map<String, Object>> stableTemplate() {
    return stableOnCanary()
        ? stableCanary().map(DeploymentView::template)
        : stableSet().map(ReplicaSetView::template);
  }

  /** Whether the Deployment still asks for what was rolled back. */
  public boolean asksForRejected(DeploymentView deployment) {
    return state.release() != null
        && state.release().isEndingAs(Outcome.RolledBack)
        && canary()
            .filter(kept -> PodTemplates.same(kept.template(), deployment.template()))
            .isPresent();
  }

  /** Whether the Deployment asks for something else than the canary runs. */
  public boolean asksForNewer(DeploymentView deployment) {
    return canary()
        .filter(canary -> !PodTemplates.same(deployment.template(), canary.template()))
        .isPresent();
  }

  // The stable side

  private boolean stableOnCanary() {
    return state.stable() != null && state.stable().selector().onCanary();
  }

  /** The canary that serves as the stable version. */
  public Optional<DeploymentView> stableCanary() {
    return stableOnCanary()
        ? observed.workloads().canary(state.stable().selector().canary())
        : Optional.empty();
  }

  /** Its ready endpoints. */
  public int stableCanaryEndpoints() {
    return stableOnCanary()
        ? observed.workloads().endpoints().ofCanary(state.stable().selector().canary())
        : 0;
  }

  /** The Deployment's ReplicaSet that the subset stable is pinned to. */
  private Optional<ReplicaSetView> stableSet() {
    return observed.workloads().replicaSet(state.stable().selector().hash());
  }

  /** Whether the pods that the subset stable is pinned to exist, ready or not. */
  public boolean hasStablePods() {
    return stableOnCanary()
        ? stableCanary().isPresent()
        : stableSet().filter(ReplicaSetView::populated).isPresent();
  }

  /** Whether there is one version to return to: one ReplicaSet with pods, ready or not. */
  public boolean runsOneVersion() {
    return stableOnCanary() || observed.workloads().onlyPopulated().isPresent();
  }

  /**
   * Whether a rollout that Kubernetes began was paused in the middle: several ReplicaSets have
   * pods.
   */
  public boolean isRolloutInterrupted() {
    boolean several =
        observed.workloads().replicaSets().stream().filter(ReplicaSetView::populated).count() > 1;
    return several && !stableOnCanary() && deployment().filter(DeploymentView::paused).isPresent();
  }

  /** Whether a pod of the stable version is a ready endpoint. */
  public boolean stableServes() {
    return state.stable().selector().readyEndpoints(observed.workloads()) > 0;
  }

  /** Whether every pod of the stable version is available, and an endpoint of the Service. */
  public boolean stableComplete() {
    return stableOnCanary()
        ? isComplete(stableCanary())
        : stableSet()
            .flatMap(
                set ->
                    deployment()
                        .filter(users -> users.replicas() > 0)
                        .filter(users -> observed.workloads().isComplete(set, users.replicas())))
            .isPresent();
  }

  // The canary

  /** Whether a pod of the canary is a ready endpoint. */
  public boolean canaryServes() {
    return state.release() != null
        && observed.workloads().endpoints().ofCanary(state.release().revision()) > 0;
  }

  /** The canary of the current or last release. */
  public Optional<DeploymentView> canary() {
    return state.release() == null
        ? Optional.empty()
        : observed.workloads().canary(state.release().revision());
  }

  /** Whether every pod of the canary is available, and an endpoint of the Service. */
  public boolean canaryComplete() {
    return isComplete(canary());
  }

  private boolean isComplete(Optional<DeploymentView> pods) {
    return pods.filter(DeploymentView::complete)
        .filter(
            canary ->
                observed.workloads().endpoints().ofCanary(canary.revision()) >= canary.replicas())
        .isPresent();
  }

  /** Whether the stage's time has elapsed and the canary is complete. */
  public boolean canaryReady() {
    return elapsed() && canaryComplete();
  }

  /** Pods that the canary needs for a weight; never fewer than it has had in this release. */
  public int replicasFor(DeploymentView deployment, int weight) {
    int stable =
        stableOnCanary()
            ? stableCanary().map(DeploymentView::replicas).orElse(1)
            : deployment.replicas();
    int share = (int) Math.ceil(stable * weight / 100.0);
    int before = Math.max(1, state.progress().replicas());
    return Math.max(before, Math.max(Math.min(2, stable), share));
  }

  // Steps

  /** The step in force, or in preparation. */
  public ReleaseStep step() {
    return state.progress().step().in(policy);
  }

  /** The return step in force. */
  public ReturnStep returnStep() {
    return state.progress().returnStepIn(policy);
  }

  // The analysis

  /** Whether what is measured may hold a release or roll it back. */
  public boolean isEnforced() {
    return policy.analysis().enforced();
  }

  public boolean found(Result result) {
    return verdict.filter(found -> found.result() == result).isPresent();
  }

  /** What the verdict says, or nothing. */
  public String findings() {
    return verdict.map(Verdict::message).orElse("");
  }

  /** What holds the release, or null. */
  public Result holdingCause() {
    return isEnforced() && !isPromotionOrdered()
        ? verdict.map(Verdict::result).filter(Result::holds).orElse(null)
        : null;
  }

  /**
   * Whether the canary's newest requests were not judged yet, as after a restart: its weight is not
   * repaired upwards then. A rollback whose record was refused leaves the route below the record.
   */
  public boolean isUnjudged() {
    return isEnforced() && stage().judged() == StageColumn.Judged.CANARY && found(Result.NO_DATA);
  }

  /** Whether the step in force asks for proof that can be had: both versions serve requests. */
  public boolean asksForProof() {
    Exposure exposure = state.exposure();
    return isEnforced()
        && !isPromotionOrdered()
        && exposure.servesRequests()
        && !exposure.isComplete()
        && step().gate().asksForProof();
  }

  /** What the gate of a step that has lasted long enough, or not, looks at. */
  public GateContext gateContext(boolean timeElapsed) {
    return new GateContext(
        timeElapsed,
        isEnforced() && (state.exposure().isObservable() || stage() != Stage.RUNNING_STEP),
        !state.exposure().isComplete(),
        verdict);
  }
}
