package dev.sluice.lifecycle;

import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.PodTemplates;
import dev.sluice.workload.SchedulingObstacles;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Nothing is in progress: a new template starts a release. */
final class RestRules {
  private RestRules() {}

  /** On a template that is neither the stable one nor the one that was rejected. */
  static Transition watchTemplate(Turn turn) {
    DeploymentView deployment = turn.deployment().orElseThrow();
    Optional<Transition> moved = rolledOutWithoutRelease(turn);
    if (moved.isPresent()) {
      return moved.get();
    }
    if (turn.asksForStable(deployment)) {
      return onStableTemplate(turn, deployment);
    }
    // While a canary serves, the Deployment's pods get no requests, paused or not.
    boolean asks = deployment.paused() || turn.state().stable().selector().onCanary();
    boolean stays = turn.isStopped() || turn.observed().self().deleting() || !asks;
    if (stays || turn.isBypassed() || turn.asksForRejected(deployment)) {
      return Transition.to(turn.state());
    }
    if (turn.isRolloutInterrupted()) {
      return Transition.to(turn.state().enter(Stage.ROLLOUT_INTERRUPTED, turn.now()))
          .with(
              Reason.RolloutInterrupted,
              EventMessages.rolloutInterrupted(
                  deployment.name(), PodTemplates.version(deployment.template())));
    }
    if (!turn.runsOneVersion()) {
      return Transition.to(turn.state());
    }
    return TemplateFlapping.until(turn)
        .map(until -> delayStart(turn, until))
        .orElseGet(() -> startRelease(turn));
  }

  /** The event comes once, whatever the template is by turns. */
  private static Transition delayStart(Turn turn, Instant until) {
    return until.equals(turn.state().interventions().startDelayedUntil())
        ? Transition.to(turn.state())
        : Transition.to(delayed(turn.state(), until))
            .with(Reason.TemplateFlapping, TemplateFlapping.message(turn, until));
  }

  private static ReleaseState delayed(ReleaseState state, Instant until) {
    return state.interventions(state.interventions().startDelayedUntil(until));
  }

  private static Transition onStableTemplate(Turn turn, DeploymentView deployment) {
    if (turn.state().stable().selector().onCanary()) {
      return turn.isStopped() ? Transition.to(turn.state()) : resumePromotion(turn, deployment);
    }
    boolean resumes = deployment.paused() && deployment.pausedBy().isEmpty();
    return Transition.to(
        resumes ? turn.state().enter(Stage.RESUMING_STABLE_TEMPLATE, turn.now()) : turn.state());
  }

  /**
   * Once the Deployment is not paused any more. Its template may have changed since this stage was
   * recorded: then it stays paused, and the newer template is looked at.
   */
  static Transition resumeStableTemplate(Turn turn) {
    boolean resumes = turn.deployment().filter(turn::asksForStable).isPresent();
    return Transition.to(
        turn.elapsed() || !resumes ? turn.state().enter(Stage.IDLE, turn.now()) : turn.state());
  }

  /** Until the rollout is over, or is not to be continued; {@link ActionRules} has the order. */
  static Transition awaitOrder(Turn turn) {
    boolean waits =
        turn.isRolloutInterrupted()
            && !turn.isStopped()
            && turn.deployment().filter(turn::asksForStable).isEmpty();
    return Transition.to(waits ? turn.state() : turn.state().enter(Stage.IDLE, turn.now()));
  }

  /** Once the Deployment is not paused any more: Kubernetes continues. */
  static Transition resumeRollout(Turn turn) {
    return turn.elapsed()
        ? Transition.to(turn.state().enter(Stage.IDLE, turn.now()))
        : awaitOrder(turn);
  }

  /** The Deployment rolled out past the pause policy: what runs now is the stable version. */
  private static Optional<Transition> rolledOutWithoutRelease(Turn turn) {
    ReleaseState state = turn.state();
    if (state.stable().selector().onCanary()) {
      return Optional.empty();
    }
    return turn.observed()
        .workloads()
        .onlyPopulated()
        .filter(set -> !set.hash().equals(state.stable().selector().hash()))
        .map(
            set -> {
              ReleaseState other = state.stableOn(set, turn.now());
              return Transition.to(other)
                  .with(
                      Reason.RolledOutWithoutRelease,
                      EventMessages.rolledOutWithoutRelease(other.stable().version()));
            });
  }

  /** Starts the release of the Deployment's template, unless there is none to release. */
  static Transition startRelease(Turn turn) {
    ReleaseState from = turn.state();
    DeploymentView deployment = turn.deployment().orElseThrow();
    if (turn.isStopped()
        || turn.isBypassed()
        || turn.asksForStable(deployment)
        || turn.observed().self().deleting()
        || !turn.runsOneVersion()
        || TemplateFlapping.until(turn).isPresent()) {
      boolean onCanary = from.stable().selector().onCanary();
      return Transition.to(from.enter(onCanary ? Stage.IDLE : Stage.UNPINNING_STABLE, turn.now()));
    }
    return begin(turn);
  }

  /** Begins a release of the Deployment's template, whatever happened to it before. */
  static Transition begin(Turn turn) {
    ReleaseState from = turn.state();
    DeploymentView deployment = turn.deployment().orElseThrow();
    long revision = from.revision() + 1;
    String version = PodTemplates.version(deployment.template());
    Release release =
        Release.started(revision, version, PodTemplates.images(deployment.template()), turn.now());
    Transition begun =
        Transition.to(
                delayed(from, null)
                    .revision(revision)
                    .release(release)
                    .progress(Progress.NONE)
                    .evidence(null)
                    .enter(Stage.PINNING_STABLE, turn.now()))
            .with(
                Reason.ReleaseStarted,
                EventMessages.releaseStarted(version, revision, from.stable().version()));
    List<String> obstacles = SchedulingObstacles.of(deployment.template());
    return obstacles.isEmpty()
        ? begun
        : begun.with(
            Reason.CanaryMayNotSchedule, EventMessages.canaryMayNotSchedule(version, obstacles));
  }

  /** The template of an interrupted promotion was restored: that promotion is completed. */
  private static Transition resumePromotion(Turn turn, DeploymentView deployment) {
    StableRevision stable = turn.state().stable();
    Release release =
        Release.started(stable.revision(), stable.version(), stable.images(), turn.now());
    return Transition.to(
            turn.state()
                .release(release)
                .progress(Progress.NONE.replicas(deployment.replicas()))
                .enter(Stage.ADOPTING_CANARY_AS_STABLE, turn.now()))
        .with(Reason.PromotionResumed, EventMessages.promotionResumed(stable.version()));
  }
}
