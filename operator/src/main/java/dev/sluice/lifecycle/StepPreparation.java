package dev.sluice.lifecycle;

import dev.sluice.spec.ReleaseStep;

/** The canary is scaled for a step; its exposure stays until the pods are there. */
final class StepPreparation {
  private StepPreparation() {}

  static ReleaseState of(Turn turn, ReleaseStep step) {
    ReleaseState state = turn.state();
    int weight = Math.max(state.exposure().weight(), step.weight());
    int replicas = turn.replicasFor(turn.deployment().orElseThrow(), weight);
    Progress next = state.progress().step(StepInForce.of(step, turn.policy())).replicas(replicas);
    return state.progress(next).enter(Stage.SCALING_CANARY, turn.now());
  }
}
