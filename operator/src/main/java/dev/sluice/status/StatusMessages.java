package dev.sluice.status;

import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.ReleaseView;
import dev.sluice.lifecycle.Stage;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.workload.DeploymentView;
import java.time.Instant;
import java.util.Optional;

/** One sentence for people: what is going on, and what it waits for. */
final class StatusMessages {
  private final Observation seen;
  private final ReleasePolicy policy;
  private final ReleaseState state;
  private final Optional<Verdict> verdict;

  StatusMessages(
      Observation seen, ReleasePolicy policy, ReleaseState state, Optional<Verdict> verdict) {
    this.seen = seen;
    this.policy = policy;
    this.state = state;
    this.verdict = verdict;
  }

  String message(Phase phase) {
    if (!seen.writeProblem().isEmpty()) {
      return "a write was refused: " + seen.writeProblem();
    }
    return switch (phase) {
      case Pending -> pending();
      case Stable -> "all users are on " + stable();
      case Paused -> paused();
      case RolledBack ->
          "%s was rolled back: %s; all users are on %s, change the template to release again"
              .formatted(candidate(), state.release().message(), stable());
      case RollingBack -> "%s is taken back: %s".formatted(candidate(), state.release().message());
      case Terminating -> terminating();
      case Recovering -> "the recorded state was lost; waits until one ReplicaSet has all pods";
      default -> underWay();
    };
  }

  private String pending() {
    if (state.stage() != Stage.PENDING) {
      return "adopting Deployment " + policy.deployment();
    }
    return seen.deployment()
        .map(
            deployment ->
                "waits for Deployment %s to be complete: %d of %d pods available"
                    .formatted(policy.deployment(), deployment.available(), deployment.replicas()))
        .orElse("waits for Deployment " + policy.deployment());
  }

  private String paused() {
    return state.inProgress()
        ? "paused by spec.paused at %d %% of users on %s".formatted(state.weight(), candidate())
        : "a new template waits for spec.paused to go; all users are on " + stable();
  }

  private String terminating() {
    boolean stays =
        state.stage().leaving() && seen.deployment().filter(DeploymentView::paused).isPresent();
    return stays
        ? "giving up Deployment %s; it stays paused with a template that was not released, run kubectl rollout resume to roll it out"
            .formatted(policy.deployment())
        : "giving up Deployment " + (policy == null ? "" : policy.deployment());
  }

  private String underWay() {
    String judged = verdict.map(Verdict::message).orElse("not judged yet");
    return switch (state.stage()) {
      case PINNING ->
          "preparing %s: users are pinned to the pods of %s".formatted(candidate(), stable());
      case STARTING -> "starting %s: %s".formatted(candidate(), pods());
      case SCALING ->
          "%d %% of users on %s; scaling for %d %%: %s%s"
              .formatted(
                  state.weight(),
                  candidate(),
                  policy.step(state.step()).weight(),
                  pods(),
                  waitsForData());
      case STEPPING ->
          state.weight()
              + " % of users on "
              + candidate()
              + (state.unknown() == null ? "; " : ", held; ")
              + judged;
      case UNPAUSING, ROLLING -> rolling();
      case HANDING_BACK ->
          "handing users back to the Deployment: %d %% there; %s"
              .formatted(100 - state.weight(), judged);
      case RETURNED -> "the Deployment's new pods failed: users are on the canary, which stands";
      case SETTLING, REMOVING, LETTING_GO ->
          "all users are on the Deployment's pods of %s; the canary goes".formatted(candidate());
      case REBASING, REROUTING -> "a newer template came; users stay on " + candidate();
      default -> "at " + Conditions.camel(state.stage().name());
    };
  }

  private String waitsForData() {
    boolean waits = state.unknown() == Verdict.Result.NO_DATA && verdict.isEmpty();
    return waits
        ? "; waits to know the stable version: "
            + new ReleaseView(seen, policy, state, verdict, Instant.EPOCH).missing()
        : "";
  }

  private String rolling() {
    return seen.deployment()
        .flatMap(DeploymentView::deadlineExceeded)
        .map(late -> "the Deployment does not roll out, users stay on the canary: " + late)
        .orElse("Deployment rolls out " + candidate() + " without users, who are on the canary");
  }

  private String pods() {
    return seen.canary(state.release().revision())
        .map(
            canary ->
                "%d of %d canary pods available".formatted(canary.available(), canary.replicas()))
        .orElse("no canary pods yet");
  }

  private String stable() {
    return state.stable().version();
  }

  private String candidate() {
    return state.release().version();
  }
}
