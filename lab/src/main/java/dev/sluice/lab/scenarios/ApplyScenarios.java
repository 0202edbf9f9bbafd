package dev.sluice.lab.scenarios;

import static dev.sluice.lab.scenarios.ScriptLines.NEWEST;
import static dev.sluice.lab.scenarios.ScriptLines.NEXT;
import static dev.sluice.lab.scenarios.ScriptLines.STABLE;
import static dev.sluice.lab.scenarios.ScriptLines.act;
import static dev.sluice.lab.scenarios.ScriptLines.adopted;
import static dev.sluice.lab.scenarios.ScriptLines.applied;
import static dev.sluice.lab.scenarios.ScriptLines.check;
import static dev.sluice.lab.scenarios.ScriptLines.ended;
import static dev.sluice.lab.scenarios.ScriptLines.onlyRelease;
import static dev.sluice.lab.scenarios.ScriptLines.rollOutBegan;
import static dev.sluice.lab.scenarios.ScriptLines.seconds;
import static dev.sluice.lab.scenarios.ScriptLines.stable;
import static dev.sluice.lab.scenarios.ScriptLines.step;
import static dev.sluice.lab.scenarios.ScriptLines.weight;
import static dev.sluice.lab.scenarios.ScriptLines.weights;

import java.util.List;
import java.util.Map;

/** The owner's tools write the Deployment in the middle of a release. */
final class ApplyScenarios {
  private static final String DEPLOYMENT = "deployment/" + ScenarioApi.NAME;

  private ApplyScenarios() {}

  private static ScriptLine written(String... command) {
    return act(
        "kubectl %s of the same manifest".formatted(String.join(" ", command)),
        api -> api.write(api.manifest(NEXT, Map.of()), command));
  }

  private static final ScriptLine APPLY = written("apply");
  private static final ScriptLine SERVER_SIDE =
      written("apply", "--server-side", "--force-conflicts");
  private static final ScriptLine REPLACE = written("replace");

  private static final ScriptLine STILL_PAUSED =
      check(
          "the Deployment is paused and has Sluice's label",
          api -> api.deployment().isPaused() && api.deployment().isManaged());

  private static final Scenario AT_20 =
      Scenario.of(
              "applied-again-at-20",
              "At 20% the manifest in release is applied again, in three ways.",
              adopted(step(20, "30s"), step(100, "5s")),
              applied(NEXT),
              weight(20),
              APPLY,
              STILL_PAUSED,
              seconds(3),
              SERVER_SIDE,
              STILL_PAUSED,
              seconds(3),
              REPLACE,
              STILL_PAUSED)
          .promotes(NEXT, 0, 20, 100, 75, 50, 0);

  private static final Scenario IN_PROMOTION =
      Scenario.of(
              "applied-again-while-promoting",
              "In the promotion the manifest in release is applied again, in three ways.",
              adopted(step(20, "5s"), step(100, "5s")),
              applied(NEXT),
              rollOutBegan(),
              APPLY,
              SERVER_SIDE,
              REPLACE)
          .promotes(NEXT, 0, 20, 100, 75, 50, 0);

  private static final Scenario RESTART =
      Scenario.of(
          "rollout-restart",
          "kubectl rollout restart is a release, and a second one at 20% is refused.",
          adopted(step(20, "15s"), step(100, "5s")),
          act("kubectl rollout restart", api -> api.kubectl("rollout", "restart", DEPLOYMENT)),
          weight(20),
          act(
              "kubectl rollout restart is refused",
              api -> api.kubectlFails("paused", "rollout", "restart", DEPLOYMENT)),
          ended(STABLE, "Promoted"),
          stable(STABLE),
          onlyRelease(STABLE, "Promoted", "Promoted"),
          weights(0, 20, 100, 75, 50, 0));

  private static final Scenario UNDO =
      Scenario.of(
          "rollout-undo",
          "kubectl rollout undo is refused at 20%, and is a release after the promotion.",
          adopted(step(20, "15s"), step(100, "5s")),
          applied(NEXT),
          ended(NEXT, "Promoted"),
          stable(NEXT),
          applied(NEWEST),
          weight(20),
          act(
              "kubectl rollout undo is refused",
              api -> api.kubectlFails("paused", "rollout", "undo", DEPLOYMENT)),
          ended(NEWEST, "Promoted"),
          stable(NEWEST),
          act("kubectl rollout undo", api -> api.kubectl("rollout", "undo", DEPLOYMENT)),
          ended(NEXT, "Promoted"),
          stable(NEXT),
          weights(0, 20, 100, 75, 50, 0, 20, 100, 75, 50, 0, 20, 100, 75, 50, 0));

  static List<Scenario> all() {
    return List.of(AT_20, IN_PROMOTION, RESTART, UNDO);
  }
}
