package dev.sluice.lab.scenarios;

import static dev.sluice.lab.scenarios.ScriptLines.NEXT;
import static dev.sluice.lab.scenarios.ScriptLines.STABLE;
import static dev.sluice.lab.scenarios.ScriptLines.act;
import static dev.sluice.lab.scenarios.ScriptLines.adopted;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedToStayAt20;
import static dev.sluice.lab.scenarios.ScriptLines.applied;
import static dev.sluice.lab.scenarios.ScriptLines.await;
import static dev.sluice.lab.scenarios.ScriptLines.check;
import static dev.sluice.lab.scenarios.ScriptLines.ended;
import static dev.sluice.lab.scenarios.ScriptLines.past;
import static dev.sluice.lab.scenarios.ScriptLines.podsReady;
import static dev.sluice.lab.scenarios.ScriptLines.rollOutBegan;
import static dev.sluice.lab.scenarios.ScriptLines.seconds;
import static dev.sluice.lab.scenarios.ScriptLines.stable;
import static dev.sluice.lab.scenarios.ScriptLines.step;
import static dev.sluice.lab.scenarios.ScriptLines.weight;
import static dev.sluice.lab.scenarios.ScriptLines.weights;

import java.time.Duration;
import java.util.List;

/**
 * Pods that go away in the middle of a release. Where the cost is the time that new pods take to
 * start, the scenario runs by itself: others that start pods would change it.
 */
final class PodScenarios {
  private PodScenarios() {}

  private static final ScriptLine REPLACE =
      act("kubectl replace --force of the Deployment", api -> api.replaceByForce(NEXT));

  private static final Scenario REPLACED =
      Scenario.of(
              "replace-force-at-20",
              "kubectl replace --force deletes and creates the Deployment at 20%.",
              adoptedToStayAt20(),
              applied(NEXT),
              weight(20),
              REPLACE,
              past(NEXT, "Superseded", "DeploymentRecreated"),
              podsReady(),
              stable(NEXT))
          .byItself()
          .plainly(REPLACE, podsReady());

  /** In both runs the pods go that serve all requests at that time. */
  private static final Scenario CANARY_DELETED =
      Scenario.of(
              "canary-deleted-while-promoting",
              "The canary Deployment is deleted while it serves all requests.",
              adopted(step(20, "5s"), step(100, "5s")),
              applied(NEXT),
              rollOutBegan(),
              act("kubectl delete the canary Deployment", ScenarioApi::deleteCanaryDeployment),
              ended(NEXT, "Promoted"),
              stable(NEXT))
          .byItself()
          .plainly(
              act("kubectl delete both pods", api -> api.delete(api.pods())),
              seconds(3),
              podsReady());

  /** In both runs two of four pods crash at the same time. */
  private static final Scenario CANARY_CRASHES =
      Scenario.of(
              "canary-crashes-at-20",
              "The processes of both canary pods are killed at 20%.",
              adoptedToStayAt20(),
              applied(NEXT),
              weight(20),
              seconds(5),
              act("kill both canary processes", api -> api.crash(api.canaryPods())),
              await(
                  "the canary's weight is 0", Duration.ofSeconds(20), api -> api.lastWeight() == 0),
              check(
                  "a condition or an event says CanaryUnavailable",
                  api -> api.said("CanaryUnavailable")),
              weight(20),
              seconds(30),
              check(
                  "the crash does not count as errors of 1.4.2",
                  api -> api.releases().get(0).startsWith(NEXT + " InProgress")),
              applied(STABLE),
              ended(NEXT, "Withdrawn"),
              weights(0, 20, 0, 20, 0))
          .plainly(
              act("kubectl scale to 4", api -> api.scale(4)),
              podsReady(),
              seconds(5),
              act("kill the processes of two pods", api -> api.crash(api.pods().subList(0, 2))),
              seconds(5),
              podsReady());

  private static final ScriptLine OFF = act("kubectl scale to 0", api -> api.scale(0));
  private static final ScriptLine OFF_FOR_A_WHILE = seconds(15);
  private static final ScriptLine ON = act("kubectl scale to 2", api -> api.scale(2));

  private static final Scenario SCALED_TO_ZERO =
      Scenario.of(
              "scaled-to-0-at-20",
              "The Deployment is scaled to 0 at 20% for a while, and its template released then.",
              adopted(step(20, "20s"), step(100, "5s")),
              applied(NEXT),
              weight(20),
              OFF,
              OFF_FOR_A_WHILE,
              ON,
              past(NEXT, "Withdrawn", "ScaledToZero"),
              past(NEXT, "Promoted"),
              stable(NEXT))
          .byItself()
          .plainly(OFF, OFF_FOR_A_WHILE, ON, podsReady());

  private static final ScriptLine KILL =
      act("kubectl delete --force of both stable pods", api -> api.deleteByForce(api.stablePods()));

  private static final Scenario STABLE_KILLED =
      Scenario.of(
              "stable-pods-killed",
              "Both stable pods are deleted without grace at 20%.",
              adopted(step(20, "40s"), step(100, "5s")),
              applied(NEXT),
              weight(20),
              seconds(5),
              KILL,
              ended(NEXT, "Promoted"),
              stable(NEXT))
          .byItself()
          .plainly(KILL, seconds(3), podsReady());

  static List<Scenario> all() {
    return List.of(REPLACED, CANARY_DELETED, CANARY_CRASHES, SCALED_TO_ZERO, STABLE_KILLED);
  }
}
