package dev.sluice.lab.scenarios;

import static dev.sluice.lab.scenarios.ScriptLines.BAD;
import static dev.sluice.lab.scenarios.ScriptLines.NEXT;
import static dev.sluice.lab.scenarios.ScriptLines.act;
import static dev.sluice.lab.scenarios.ScriptLines.adopted;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedToStayAt20;
import static dev.sluice.lab.scenarios.ScriptLines.applied;
import static dev.sluice.lab.scenarios.ScriptLines.appliedBad;
import static dev.sluice.lab.scenarios.ScriptLines.check;
import static dev.sluice.lab.scenarios.ScriptLines.ended;
import static dev.sluice.lab.scenarios.ScriptLines.onlyRelease;
import static dev.sluice.lab.scenarios.ScriptLines.rollOutBegan;
import static dev.sluice.lab.scenarios.ScriptLines.seconds;
import static dev.sluice.lab.scenarios.ScriptLines.step;
import static dev.sluice.lab.scenarios.ScriptLines.weight;
import static dev.sluice.lab.scenarios.ScriptLines.weights;

import java.util.List;
import java.util.Map;

/** The operator, istiod or the API server is gone for a while. Each scenario runs by itself. */
final class ClusterScenarios {
  private ClusterScenarios() {}

  private static final ScriptLine KILL = act("kill the operator's pod", ClusterParts::killOperator);

  private static final Scenario KILLED_AT_20 =
      Scenario.of(
              "operator-killed-at-20",
              "The operator's pod is deleted without grace at 20%.",
              adopted(step(20, "20s"), step(100, "5s")),
              applied(NEXT),
              weight(20),
              KILL)
          .promotes(NEXT, 0, 20, 100, 75, 50, 0)
          .byItself();

  private static final Scenario KILLED_THEN_FAILS =
      Scenario.of(
              "operator-killed-then-fails",
              "The operator's pod is deleted without grace at 20%, and then the version fails.",
              adoptedToStayAt20(),
              appliedBad(Map.of("FAIL_PERCENT", "50", "FAIL_FROM_SECOND", "45")),
              weight(20),
              KILL,
              ended(BAD, "RolledBack"),
              onlyRelease(BAD, "RolledBack", "ErrorRateTooHigh"),
              weights(0, 20, 0))
          .byItself()
          .bad(BAD);

  private static final Scenario KILLED_WHILE_PROMOTING =
      Scenario.of(
              "operator-killed-while-promoting",
              "The operator's pod is killed in the rollout and while requests return.",
              adopted(step(20, "5s"), step(100, "5s")),
              applied(NEXT),
              rollOutBegan(),
              KILL,
              weight(50),
              KILL)
          .promotes(NEXT, 0, 20, 100, 75, 50, 0)
          .byItself();

  /** Its webhooks refuse every write of a route and every new pod meanwhile. */
  private static final Scenario ISTIOD_GONE =
      Scenario.of(
              "istiod-gone-at-20",
              "istiod is scaled to 0 for a minute at 20%, and the step ends meanwhile.",
              adopted(step(20, "20s"), step(100, "5s")),
              applied(NEXT),
              weight(20),
              act("scale istiod to 0", ClusterParts::stopIstiod),
              seconds(60),
              check("the canary's weight is 20%", api -> api.lastWeight() == 20),
              check(
                  "a condition or an event says that writes fail",
                  api -> api.said("WriteFailed") || api.said("WriteRejected")),
              act("scale istiod to 1", ClusterParts::startIstiod))
          .promotes(NEXT, 0, 20, 100, 75, 50, 0)
          .byItself();

  private static final Scenario API_SERVER_GONE =
      Scenario.of(
              "api-server-gone-at-20",
              "The API server is stopped for 20 s at 20%, and the step ends meanwhile.",
              adopted(step(20, "20s"), step(100, "5s")),
              applied(NEXT),
              weight(20),
              act("stop the API server for 20 s", api -> ClusterParts.restartApiServer(api, 20)))
          .promotes(NEXT, 0, 20, 100, 75, 50, 0)
          .byItself();

  static List<Scenario> all() {
    return List.of(
        KILLED_AT_20, KILLED_THEN_FAILS, KILLED_WHILE_PROMOTING, ISTIOD_GONE, API_SERVER_GONE);
  }
}
