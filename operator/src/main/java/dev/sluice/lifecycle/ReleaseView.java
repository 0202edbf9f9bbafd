package dev.sluice.lifecycle;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.PodTemplates;
import dev.sluice.workload.ReplicaSetView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions about an observation in the light of the recorded state. */
public record ReleaseView(
    Observation seen,
    ReleasePolicy policy,
    ReleaseState state,
    Optional<Verdict> verdict,
    Instant now) {

  /** Whether the stage's change has been in place for {@code time}. */
  public boolean waited(Duration time) {
    return state.placed() != null && !now.isBefore(state.placed().plus(time));
  }

  /** Whether the Deployment asks for what the stable pods run. */
  boolean stableTemplate(DeploymentView deployment) {
    return stablePodTemplate()
        .filter(template -> PodTemplates.same(template, deployment.template()))
        .isPresent();
  }

  private Optional<Map<String, Object>> stablePodTemplate() {
    StableSelector anchor = state.stable().anchor();
    return anchor.onCanary()
        ? seen.canary(anchor.canary()).map(DeploymentView::template)
        : seen.podSet(anchor.hash()).map(ReplicaSetView::template);
  }

  /** Whether the Deployment still asks for what was rolled back. */
  public boolean rejected(DeploymentView deployment) {
    return state.release() != null
        && state.release().ends(Outcome.RolledBack)
        && canary()
            .filter(kept -> PodTemplates.same(kept.template(), deployment.template()))
            .isPresent();
  }

  /** Whether the Deployment asks for something else than the canary runs. */
  boolean newer(DeploymentView deployment) {
    return canary()
        .filter(canary -> !PodTemplates.same(deployment.template(), canary.template()))
        .isPresent();
  }

  /** The canary of the current release. */
  Optional<DeploymentView> canary() {
    return state.release() == null ? Optional.empty() : seen.canary(state.release().revision());
  }

  /** Whether the canary is complete, and has been for {@code warm}. */
  boolean ready(Duration warm) {
    return waited(warm) && canary().filter(DeploymentView::complete).isPresent();
  }

  boolean judged(Result result) {
    return verdict.filter(judged -> judged.result() == result).isPresent();
  }

  String judgement() {
    return verdict.map(Verdict::message).orElse("");
  }

  /** What holds the release where it is; null when nothing does. */
  Result cause() {
    return enforced() ? verdict.map(Verdict::result).filter(Result::holds).orElse(null) : null;
  }

  /** Whether what is measured lets the release go on. */
  boolean passed() {
    return !enforced()
        || judged(Result.GOOD)
        || (judged(Result.UNPROVEN) && !(state.stage() == Stage.STEPPING && toBeProven()));
  }

  /** Why nothing is known of the newest requests; empty when something is. */
  public String missing() {
    return seen.samples()
        .map(MetricsSnapshot::missing)
        .filter(why -> !why.isEmpty())
        .orElse("Prometheus was not asked yet");
  }

  /** What the stable version's last half hour does not tell, and what to do about it. */
  public Optional<String> baselineProblem() {
    Optional<List<RequestCounts>> history = seen.samples().flatMap(MetricsSnapshot::history);
    if (history.isPresent() && history.get().stream().allMatch(tally -> tally.requests() == 0)) {
      return Optional.of(
          "no requests of the mesh to the stable version in the last half hour, latency is not compared; are the callers in the mesh and scraped?");
    }
    return seen.samples()
        .map(samples -> String.join("; ", samples.failing().values()))
        .filter(why -> !why.isEmpty());
  }

  /** Whether the step lasts until the canary is proven fit for the next one. */
  public boolean toBeProven() {
    return enforced()
        && state.weight() > 0
        && state.weight() < 100
        && policy.step(state.step()).proven();
  }

  /** Whether what is measured may hold a release or take it back. */
  boolean enforced() {
    return policy.rules().enforced();
  }

  /** Whether the canary may get users: what the stable version was like before is known. */
  boolean comparable() {
    return state.evidence() != null
        || policy.rules().mode() == Enforcement.OFF
        || seen.samples().flatMap(MetricsSnapshot::history).isPresent();
  }

  /** Pods that the canary needs at {@code weight}; never fewer than it has had in this release. */
  int pods(DeploymentView deployment, int weight) {
    StableSelector anchor = state.stable().anchor();
    int stable =
        anchor.onCanary()
            ? seen.canary(anchor.canary()).map(DeploymentView::replicas).orElse(1)
            : deployment.replicas();
    int share = (int) Math.ceil(stable * weight / 100.0);
    return Math.max(Math.max(1, state.replicas()), Math.max(Math.min(2, stable), share));
  }
}
