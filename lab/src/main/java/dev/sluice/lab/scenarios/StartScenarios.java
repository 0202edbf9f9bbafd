package dev.sluice.lab.scenarios;

import static dev.sluice.lab.scenarios.ScriptLines.BAD;
import static dev.sluice.lab.scenarios.ScriptLines.NEXT;
import static dev.sluice.lab.scenarios.ScriptLines.act;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedWithQuickSteps;
import static dev.sluice.lab.scenarios.ScriptLines.applied;
import static dev.sluice.lab.scenarios.ScriptLines.check;
import static dev.sluice.lab.scenarios.ScriptLines.ended;
import static dev.sluice.lab.scenarios.ScriptLines.past;
import static dev.sluice.lab.scenarios.ScriptLines.stable;
import static dev.sluice.lab.scenarios.ScriptLines.weights;

import dev.sluice.lab.demo.UsersExample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Canary pods that never start: the release ends for infrastructure, not for its version. */
final class StartScenarios {
  /** Longer than the 20 s after which late pods are asked for the cause. */
  private static final int DEADLINE_SECONDS = 40;

  private StartScenarios() {}

  /** Applies a version with a short deadline, so that the scenario is short. */
  private static ScriptLine appliedWithDeadline(
      String what, Map<String, String> environment, Map<String, Object> container) {
    return act(
        "apply %s %s, with a deadline of %d s".formatted(BAD, what, DEADLINE_SECONDS),
        api -> {
          Map<String, Object> manifest = api.manifest(BAD, environment);
          Map<String, Object> spec = UsersExample.child(manifest, "spec");
          spec.put("progressDeadlineSeconds", DEADLINE_SECONDS);
          UsersExample.container(manifest).putAll(container);
          api.write(manifest, "apply");
        });
  }

  /** The version applied after it has the usual deadline again. */
  private static Scenario neverStarts(
      String name,
      String sentence,
      List<ScriptLine> applied,
      String cause,
      List<ScriptLine> repaired) {
    List<ScriptLine> lines = new ArrayList<>(List.of(adoptedWithQuickSteps()));
    lines.addAll(applied);
    lines.add(SluiceWait.ends(2, "CanaryNotReady", cause));
    lines.add(ended(BAD, "RolledBack"));
    lines.add(
        check(
            "the reason is CanaryNotReady, and the message says " + cause,
            api ->
                api.view().reason().equals("CanaryNotReady")
                    && api.view().explanation().contains(cause)));
    lines.add(check("an event says RolledBack", api -> api.said("RolledBack")));
    lines.add(weights(0));
    lines.addAll(repaired);
    lines.add(applied(NEXT));
    lines.add(past(NEXT, "Promoted", "Promoted"));
    lines.add(stable(NEXT));
    return Scenario.of(name, sentence, lines.toArray(ScriptLine[]::new));
  }

  private static final Scenario NO_IMAGE =
      neverStarts(
          "image-missing-until-deadline",
          "The new template names an image that does not exist, until its deadline.",
          List.of(
              appliedWithDeadline(
                  "with an image that does not exist",
                  Map.of(),
                  Map.of("image", "users.invalid/users:none"))),
          "ImagePullBackOff",
          List.of());

  private static final Scenario NO_QUOTA =
      neverStarts(
          "quota-full-until-deadline",
          "A quota leaves no room for the canary's pods, until the deadline.",
          List.of(
              act("kubectl create quota of two pods", api -> api.limitPods(2)),
              appliedWithDeadline("without another change", Map.of(), Map.of())),
          "exceeded quota",
          List.of(act("kubectl delete quota", ScenarioApi::liftLimit)));

  private static final Scenario CRASHES =
      neverStarts(
          "crashes-until-deadline",
          "The new version ends with an error whenever it starts, until its deadline.",
          List.of(
              appliedWithDeadline("with a port that it rejects", Map.of("PORT", "none"), Map.of())),
          "exit code",
          List.of());

  static List<Scenario> all() {
    return List.of(NO_IMAGE, NO_QUOTA, CRASHES);
  }
}
