package dev.sluice.release;

import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.workload.PodSet;
import dev.sluice.workload.Templates;
import dev.sluice.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Questions about an observation in the light of the recorded state. */
record Sight(Observation seen, Policy policy, State state, Instant now) {

  /** Whether the stage's change has been in place for {@code time}. */
  boolean waited(Duration time) {
    return state.placed() != null && !now.isBefore(state.placed().plus(time));
  }

  /** Whether the Deployment asks for what the stable pods run. */
  boolean stableTemplate(Workload deployment) {
    return stablePodTemplate()
        .filter(template -> Templates.same(template, deployment.template()))
        .isPresent();
  }

  private Optional<Map<String, Object>> stablePodTemplate() {
    Anchor anchor = state.stable().anchor();
    return anchor.onCanary()
        ? seen.canary(anchor.canary()).map(Workload::template)
        : seen.podSet(anchor.hash()).map(PodSet::template);
  }

  /** Whether the Deployment still asks for what was rolled back. */
  boolean rejected(Workload deployment) {
    return state.release() != null
        && state.release().ends(Outcome.RolledBack)
        && canary()
            .filter(kept -> Templates.same(kept.template(), deployment.template()))
            .isPresent();
  }

  /** Whether the Deployment asks for something else than the canary runs. */
  boolean newer(Workload deployment) {
    return canary()
        .filter(canary -> !Templates.same(deployment.template(), canary.template()))
        .isPresent();
  }

  /** The canary of the current release. */
  Optional<Workload> canary() {
    return state.release() == null ? Optional.empty() : seen.canary(state.release().revision());
  }

  /** Whether the canary is complete, and has been for {@code warm}. */
  boolean ready(Duration warm) {
    return waited(warm) && canary().filter(Workload::complete).isPresent();
  }

  boolean judged(Result result) {
    return seen.verdict().filter(verdict -> verdict.result() == result).isPresent();
  }

  String judgement() {
    return seen.verdict().map(Verdict::message).orElse("");
  }

  /** Why nobody knows whether the version on trial is good; null when somebody does. */
  Result cause() {
    return seen.verdict().map(Verdict::result).filter(Result::unknown).orElse(null);
  }

  /** Pods that the canary needs at {@code weight}; never fewer than it has had in this release. */
  int pods(Workload deployment, int weight) {
    Anchor anchor = state.stable().anchor();
    int stable =
        anchor.onCanary()
            ? seen.canary(anchor.canary()).map(Workload::replicas).orElse(1)
            : deployment.replicas();
    int share = (int) Math.ceil(stable * weight / 100.0);
    return Math.max(Math.max(1, state.replicas()), Math.max(Math.min(2, stable), share));
  }
}
