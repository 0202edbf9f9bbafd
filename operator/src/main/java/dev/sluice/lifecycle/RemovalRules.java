package dev.sluice.lifecycle;

import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.ReadyEndpoints;
import java.util.Optional;

/** The CanaryRelease is being deleted: Sluice leaves in order. */
public final class RemovalRules {
  private RemovalRules() {}

  /**
   * The first step out of a stage; empty where nothing is deleted or the stage's own rule
   * continues.
   */
  static Optional<Transition> begin(Turn turn) {
    if (!turn.observed().self().deleting() || turn.stage().in(StageColumn.Section.REMOVAL)) {
      return Optional.empty();
    }
    boolean deploymentGoes = turn.deployment().map(DeploymentView::deleting).orElse(true);
    return deploymentGoes
        ? Optional.of(enter(turn, Stage.UNMARKING_DEPLOYMENT))
        : switch (turn.stage().deleted()) {
          case FINISH -> Optional.empty();
          case ROLL_BACK ->
              // One that must wait is the business of the stage: both sides are watched there.
              Optional.of(RollbackRules.rollBack(turn, Abort.deleted()))
                  .filter(ending -> !RollbackRules.waits(ending));
          case REMOVE_ROUTE ->
              waitsForPods(turn)
                  ? Optional.empty()
                  : Optional.of(enter(turn, Stage.DELETING_ROUTE));
          case REMOVE_LABEL -> Optional.of(enter(turn, Stage.UNMARKING_DEPLOYMENT));
        };
  }

  /**
   * Whether a canary serves after an interrupted promotion, and the Deployment has less than half
   * of its pods to take its place.
   */
  public static boolean waitsForPods(Turn turn) {
    ReadyEndpoints endpoints = turn.observed().workloads().endpoints();
    int ready = turn.observed().workloads().replicaSets().stream().mapToInt(endpoints::of).sum();
    return turn.stage().in(StageColumn.Section.REST)
        && turn.state().stable().selector().onCanary()
        && turn.stableServes()
        && turn.deployment().filter(users -> 2 * ready < users.replicas()).isPresent();
  }

  /** Once the route is gone from all proxies, and no route of others names a subset. */
  static Transition deleteSubsets(Turn turn) {
    return turn.elapsed() && !waitsForOthers(turn)
        ? enter(turn, Stage.DELETING_SUBSETS)
        : Transition.to(turn.state());
  }

  /** Whether the subsets stay because routes of others need them: without them they answer 503. */
  public static boolean waitsForOthers(Turn turn) {
    boolean serves = turn.deployment().filter(users -> !users.deleting()).isPresent();
    return turn.stage() == Stage.DELETING_ROUTE
        && serves
        && !turn.observed().surroundings().subsetUsers().routes().isEmpty();
  }

  private static Transition enter(Turn turn, Stage stage) {
    return Transition.to(turn.state().enter(stage, turn.now()));
  }
}
