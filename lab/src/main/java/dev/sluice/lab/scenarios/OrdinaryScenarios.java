package dev.sluice.lab.scenarios;

import static dev.sluice.lab.scenarios.ScriptLines.BAD;
import static dev.sluice.lab.scenarios.ScriptLines.FAILING;
import static dev.sluice.lab.scenarios.ScriptLines.NEWEST;
import static dev.sluice.lab.scenarios.ScriptLines.NEXT;
import static dev.sluice.lab.scenarios.ScriptLines.STABLE;
import static dev.sluice.lab.scenarios.ScriptLines.act;
import static dev.sluice.lab.scenarios.ScriptLines.adopted;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedToStayAt20;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedWithQuickSteps;
import static dev.sluice.lab.scenarios.ScriptLines.applied;
import static dev.sluice.lab.scenarios.ScriptLines.appliedBad;
import static dev.sluice.lab.scenarios.ScriptLines.await;
import static dev.sluice.lab.scenarios.ScriptLines.ended;
import static dev.sluice.lab.scenarios.ScriptLines.onlyRelease;
import static dev.sluice.lab.scenarios.ScriptLines.past;
import static dev.sluice.lab.scenarios.ScriptLines.podsReady;
import static dev.sluice.lab.scenarios.ScriptLines.rollOutBegan;
import static dev.sluice.lab.scenarios.ScriptLines.script;
import static dev.sluice.lab.scenarios.ScriptLines.seconds;
import static dev.sluice.lab.scenarios.ScriptLines.stable;
import static dev.sluice.lab.scenarios.ScriptLines.step;
import static dev.sluice.lab.scenarios.ScriptLines.weight;
import static dev.sluice.lab.scenarios.ScriptLines.weights;

import dev.sluice.lab.scenarios.ScriptLine.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The ends of a release, and templates that change during one. */
final class OrdinaryScenarios {
  private OrdinaryScenarios() {}

  private static final Scenario PROMOTION =
      Scenario.of(
              "promotion",
              "A healthy version gets all requests.",
              adoptedWithQuickSteps(),
              applied(NEXT),
              ended(NEXT, "Promoted"),
              stable(NEXT),
              weights(0, 20, 60, 100, 75, 50, 0))
          .plainly(applied(NEXT), podsReady());

  private static final Scenario ROLLBACK =
      Scenario.of(
              "rollback",
              "A version that fails half of its requests is rolled back.",
              adoptedToStayAt20(),
              appliedBad(FAILING),
              ended(BAD, "RolledBack"),
              onlyRelease(BAD, "RolledBack", "ErrorRateTooHigh"),
              weights(0, 20, 0))
          .bad(BAD);

  /** The callers' own mistake, says the status; but the stable version serves the same requests. */
  private static final Scenario NOT_FOUND =
      Scenario.of(
              "not-found-for-all",
              "A version that answers 404 to every request is rolled back.",
              adoptedToStayAt20(),
              appliedBad(Map.of("FAIL_PERCENT", "100", "FAIL_STATUS", "404")),
              ended(BAD, "RolledBack"),
              onlyRelease(BAD, "RolledBack", "ClientErrorRateTooHigh"),
              weights(0, 20, 0))
          .bad(BAD);

  private static final Scenario SUPERSEDED =
      Scenario.of(
          "superseded",
          "A newer version is applied at 20%.",
          adopted(step(20, "15s"), step(100, "5s")),
          applied(NEXT),
          weight(20),
          applied(NEWEST),
          past(NEXT, "Superseded"),
          ended(NEWEST, "Promoted"),
          stable(NEWEST));

  private static final Scenario WITHDRAWN =
      Scenario.of(
          "withdrawn",
          "The stable version is applied again at 20%.",
          adoptedToStayAt20(),
          applied(NEXT),
          weight(20),
          applied(STABLE),
          ended(NEXT, "Withdrawn"),
          stable(STABLE),
          weights(0, 20, 0));

  private static final Scenario NEWER_TEMPLATE =
      Scenario.of(
              "newer-template-during-roll-out",
              "A newer version is applied while the Deployment rolls out the promoted one.",
              adopted(step(20, "5s"), step(100, "5s")),
              applied(NEXT),
              rollOutBegan(),
              applied(NEWEST),
              ended(NEWEST, "Promoted"),
              stable(NEWEST))
          .plainly(
              applied(NEXT),
              await(
                  "the Deployment rolls out the new template",
                  api -> api.deployment().isRollingOut()),
              applied(NEWEST),
              podsReady());

  private static final Scenario STEPS_CUT =
      Scenario.of(
          "steps-cut-at-50",
          "The steps are cut to one of 5% while the canary is at 50%.",
          adopted(step(20, "5s"), step(50, "30s"), step(100, "10s")),
          applied(NEXT),
          weight(50),
          act("one step of 5%", api -> api.patchSteps(List.of(step(5, "10s")))),
          weight(100),
          // A step of 100% that the spec does not have lasts five minutes.
          await(
              NEXT + " is Promoted",
              Duration.ofMinutes(7),
              api -> api.view().ended(NEXT, "Promoted")),
          weights(0, 20, 50, 100, 75, 50, 0));

  private static final Scenario TWO_TOOLS =
      Scenario.of(
              "two-tools-take-turns",
              "One tool applies a bad version and another the stable one, 12 s after each other.",
              script(
                  adoptedToStayAt20(),
                  2,
                  List.of(
                      appliedBad(Map.of("FAIL_PERCENT", "5")),
                      seconds(12),
                      applied(STABLE),
                      seconds(12)),
                  appliedBad(Map.of("FAIL_PERCENT", "5")),
                  new Await(
                      "the third start waits, and the status says who takes turns",
                      Duration.ofMinutes(1),
                      api -> api.view().message().matches("(?is).*\\bturns?\\b.*"))))
          .bad(BAD);

  static List<Scenario> all() {
    return List.of(
        PROMOTION,
        ROLLBACK,
        NOT_FOUND,
        SUPERSEDED,
        WITHDRAWN,
        NEWER_TEMPLATE,
        STEPS_CUT,
        TWO_TOOLS);
  }
}
