package dev.sluice.lab.scenarios;

import static dev.sluice.lab.scenarios.ScriptLines.NEXT;
import static dev.sluice.lab.scenarios.ScriptLines.STABLE;
import static dev.sluice.lab.scenarios.ScriptLines.act;
import static dev.sluice.lab.scenarios.ScriptLines.adopted;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedWithQuickSteps;
import static dev.sluice.lab.scenarios.ScriptLines.applied;
import static dev.sluice.lab.scenarios.ScriptLines.await;
import static dev.sluice.lab.scenarios.ScriptLines.check;
import static dev.sluice.lab.scenarios.ScriptLines.past;
import static dev.sluice.lab.scenarios.ScriptLines.stable;
import static dev.sluice.lab.scenarios.ScriptLines.step;
import static dev.sluice.lab.scenarios.ScriptLines.weight;

import java.util.List;

/** The cluster gives no pods, and people act. */
final class ActionScenarios {
  private static final String NO_SUCH_IMAGE =
      "[{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/image\","
          + "\"value\":\"users.invalid/users:none\"}]";

  private ActionScenarios() {}

  private static ScriptLine rolledBackByAction() {
    return act("kubectl annotate sluice.dev/rollback", api -> api.order("rollback"));
  }

  private static ScriptLine says(String text) {
    return await("status.message says \"" + text + "\"", api -> api.message().contains(text));
  }

  private static final Scenario RETRIED =
      Scenario.of(
          "rolled-back-and-retried",
          "A person rolls a good version back at 20% and has it released again.",
          adopted(step(20, "20s"), step(100, "5s")),
          applied(NEXT),
          weight(20),
          rolledBackByAction(),
          past(NEXT, "RolledBack", "RolledBackByAction"),
          check("the canary's weight is 0", api -> api.lastWeight() == 0),
          act("kubectl annotate sluice.dev/retry", api -> api.order("retry")),
          past(NEXT, "Promoted"),
          stable(NEXT));

  private static final Scenario IMAGE_MISSING =
      Scenario.of(
          "image-missing",
          "The new template names an image that does not exist; a person rolls it back.",
          adoptedWithQuickSteps(),
          act(
              "set an image that does not exist",
              api -> api.patchJson("deployment", NO_SUCH_IMAGE)),
          says("cannot pull its image users.invalid/users:none"),
          check("the canary's weight is 0", api -> api.lastWeight() == 0),
          rolledBackByAction(),
          past(STABLE, "RolledBack", "RolledBackByAction"),
          applied(NEXT),
          past(NEXT, "Promoted"),
          stable(NEXT));

  private static final Scenario QUOTA_FULL =
      Scenario.of(
          "quota-full",
          "A quota leaves no room for the canary's pods until a person lifts it.",
          adoptedWithQuickSteps(),
          act("kubectl create quota of two pods", api -> api.limitPods(2)),
          applied(NEXT),
          says("exceeded quota"),
          check("the canary's weight is 0", api -> api.lastWeight() == 0),
          act("kubectl delete quota", ScenarioApi::liftLimit),
          past(NEXT, "Promoted"),
          stable(NEXT));

  static List<Scenario> all() {
    return List.of(RETRIED, IMAGE_MISSING, QUOTA_FULL);
  }
}
