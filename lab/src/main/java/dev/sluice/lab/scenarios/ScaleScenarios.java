package dev.sluice.lab.scenarios;

import static dev.sluice.lab.scenarios.ScriptLines.BAD;
import static dev.sluice.lab.scenarios.ScriptLines.FAILING;
import static dev.sluice.lab.scenarios.ScriptLines.NEXT;
import static dev.sluice.lab.scenarios.ScriptLines.PROMOTE;
import static dev.sluice.lab.scenarios.ScriptLines.STABLE;
import static dev.sluice.lab.scenarios.ScriptLines.act;
import static dev.sluice.lab.scenarios.ScriptLines.adopted;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedToStayAt20;
import static dev.sluice.lab.scenarios.ScriptLines.applied;
import static dev.sluice.lab.scenarios.ScriptLines.appliedBad;
import static dev.sluice.lab.scenarios.ScriptLines.await;
import static dev.sluice.lab.scenarios.ScriptLines.check;
import static dev.sluice.lab.scenarios.ScriptLines.ended;
import static dev.sluice.lab.scenarios.ScriptLines.onlyRelease;
import static dev.sluice.lab.scenarios.ScriptLines.past;
import static dev.sluice.lab.scenarios.ScriptLines.podsReady;
import static dev.sluice.lab.scenarios.ScriptLines.rollOutBegan;
import static dev.sluice.lab.scenarios.ScriptLines.seconds;
import static dev.sluice.lab.scenarios.ScriptLines.stable;
import static dev.sluice.lab.scenarios.ScriptLines.step;
import static dev.sluice.lab.scenarios.ScriptLines.weight;
import static dev.sluice.lab.scenarios.ScriptLines.weights;

import java.util.List;

/** The number of pods changes in the middle of a release, or pods are moved. */
final class ScaleScenarios {
  private ScaleScenarios() {}

  private static ScriptLine scaled(int replicas) {
    return act("kubectl scale to " + replicas, api -> api.scale(replicas));
  }

  private static boolean onlyOneInProgress(ScenarioApi api) {
    List<String> all = api.releases();
    return all.size() == 1 && all.get(0).startsWith(NEXT + " InProgress");
  }

  private static ScriptLine stableReady(int pods) {
    return await(
        pods + " stable pods are ready",
        api -> api.stablePods().size() == pods && api.ready(api.stablePods()) == pods);
  }

  private static ScriptLine canaryReady(int pods) {
    return await(
        pods + " canary pods are ready",
        api -> api.canaryPods().size() == pods && api.ready(api.canaryPods()) == pods);
  }

  private static final ScriptLine BUDGET =
      act("kubectl create poddisruptionbudget --max-unavailable=1", Evictions::budget);

  private static final ScriptLine EVICTED =
      act("evict four pods, one after another", api -> Evictions.oneByOne(api, api.pods()));

  /** In both runs four pods move. */
  private static final Scenario MOVED =
      Scenario.of(
              "pods-evicted-at-20",
              "Each pod of both versions is evicted at 20%, as a disruption budget allows it.",
              adoptedToStayAt20(),
              BUDGET,
              applied(NEXT),
              weight(20),
              EVICTED,
              stableReady(2),
              canaryReady(2),
              check("the only release is in progress", ScaleScenarios::onlyOneInProgress),
              PROMOTE)
          .promotes(NEXT, 0, 20, 100, 75, 50, 0)
          .plainly(scaled(4), podsReady(), BUDGET, EVICTED, podsReady());

  private static final Scenario AT_20 =
      Scenario.of(
              "scaled-at-20",
              "The Deployment is scaled to 4 and back to 2 at 20%.",
              adoptedToStayAt20(),
              applied(NEXT),
              weight(20),
              scaled(4),
              stableReady(4),
              seconds(3),
              scaled(2),
              stableReady(2),
              check("the Deployment stays paused", api -> api.deployment().isPaused()),
              PROMOTE)
          .promotes(NEXT, 0, 20, 100, 75, 50, 0)
          .plainly(scaled(4), podsReady(), seconds(3), scaled(2), podsReady());

  private static final Scenario IN_PROMOTION =
      Scenario.of(
              "scaled-while-promoting",
              "The Deployment is scaled to 3 and back to 2 while it rolls out.",
              adopted(step(20, "5s"), step(100, "5s")),
              applied(NEXT),
              rollOutBegan(),
              scaled(3),
              canaryReady(3),
              await("requests return to the Deployment", api -> api.weights().contains(50)),
              scaled(2),
              ended(NEXT, "Promoted"),
              stable(NEXT),
              podsReady(),
              onlyRelease(NEXT, "Promoted", "Promoted"),
              weights(0, 20, 100, 75, 50, 0))
          .plainly(
              applied(NEXT),
              await(
                  "the Deployment rolls out the new template",
                  api -> api.deployment().isRollingOut()),
              scaled(3),
              podsReady(),
              seconds(3),
              scaled(2),
              podsReady());

  private static final ScriptLine OFF_FOR_A_WHILE = seconds(15);

  /** A paused Deployment gets the pods of the version that it had. */
  private static final Scenario TO_ZERO =
      Scenario.of(
              "scaled-to-0-while-rolled-back",
              "After a rollback the Deployment is scaled to 0 for a while.",
              adopted(step(20, "20s"), step(100, "5s")),
              appliedBad(FAILING),
              past(BAD, "RolledBack", "ErrorRateTooHigh"),
              await("the phase is RolledBack", api -> api.view().phase().equals("RolledBack")),
              scaled(0),
              OFF_FOR_A_WHILE,
              scaled(2),
              stableReady(2),
              check(STABLE + " is the stable version", api -> api.view().stable().equals(STABLE)),
              onlyRelease(BAD, "RolledBack", "ErrorRateTooHigh"),
              weights(0, 20, 0),
              // Pods that have just started do not start others beside them in the plain run
              // either.
              seconds(10),
              applied(NEXT),
              ended(NEXT, "Promoted"),
              stable(NEXT),
              weights(0, 20, 0, 20, 100, 75, 50, 0))
          .byItself()
          .bad(BAD)
          .plainly(scaled(0), OFF_FOR_A_WHILE, scaled(2), podsReady());

  static List<Scenario> all() {
    return List.of(MOVED, AT_20, IN_PROMOTION, TO_ZERO);
  }
}
