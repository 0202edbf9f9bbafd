package dev.sluice.lab.scenarios;

import dev.sluice.lab.scenarios.ScriptLine.Act;
import dev.sluice.lab.scenarios.ScriptLine.Await;
import dev.sluice.lab.scenarios.ScriptLine.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Lines that several scripts use. */
final class ScriptLines {
  static final String STABLE = "1.4.1";
  static final String NEXT = "1.4.2";
  static final String NEWEST = "1.4.3";
  static final String BAD = "1.5.0";

  /** Half of the responses of the bad version. */
  static final Map<String, String> FAILING = Map.of("FAIL_PERCENT", "50");

  private static final Duration LIMIT = Duration.ofMinutes(4);

  static final ScriptLine PROMOTE =
      act("kubectl annotate sluice.dev/promote", api -> api.order("promote"));

  private ScriptLines() {}

  static ScriptLine act(String text, Consumer<ScenarioApi> action) {
    return new Act(text, action);
  }

  static ScriptLine await(String text, Predicate<ScenarioApi> condition) {
    return new Await(text, LIMIT, condition);
  }

  static ScriptLine await(String text, Duration limit, Predicate<ScenarioApi> condition) {
    return new Await(text, limit, condition);
  }

  static ScriptLine check(String text, Predicate<ScenarioApi> condition) {
    return new Check(text, condition);
  }

  /** A step of a CanaryRelease that ends after its duration. */
  static Map<String, Object> step(int weight, String duration) {
    return Map.of("weight", weight, "duration", duration, "until", "Elapsed");
  }

  /** Steps that reach 100% within half a minute. */
  static ScriptLine adoptedWithQuickSteps() {
    return adopted(step(20, "15s"), step(60, "5s"), step(100, "5s"));
  }

  /** Steps that stay at 20% until something happens. */
  static ScriptLine adoptedToStayAt20() {
    return adopted(step(20, "20m"), step(100, "10s"));
  }

  /** Creates the CanaryRelease and waits until Sluice has adopted the Deployment. */
  @SafeVarargs
  static ScriptLine adopted(Map<String, Object>... steps) {
    List<Map<String, Object>> list = List.of(steps);
    return act("apply the CanaryRelease; it adopts the Deployment", api -> api.adopt(list));
  }

  /** Applies the Deployment with another version, as its owner does. */
  static ScriptLine applied(String version) {
    return act("apply " + version, api -> api.apply(version, Map.of()));
  }

  static ScriptLine appliedBad(Map<String, String> environment) {
    return act("apply " + BAD + " " + environment, api -> api.apply(BAD, environment));
  }

  static ScriptLine weight(int weight) {
    return await("the canary's weight is " + weight + "%", api -> api.lastWeight() == weight);
  }

  /** The release was at 100% and its Deployment rolls out. */
  static ScriptLine rollOutBegan() {
    return await(
        "the Deployment rolls out the new template",
        api -> api.view().phase().equals("Promoting") && api.deployment().isRollingOut());
  }

  static ScriptLine ended(String version, String outcome) {
    return await(
        version + " is " + outcome,
        api -> {
          if (api.view().ended(version) && !api.view().ended(version, outcome)) {
            throw new ScenarioFailed("another end");
          }
          return api.view().ended(version, outcome);
        });
  }

  /** The end of a release that need not be the last one. */
  static ScriptLine past(String version, String outcome) {
    return await(
        "a release of " + version + " is " + outcome,
        api -> api.releases().stream().anyMatch(end -> end.startsWith(version + " " + outcome)));
  }

  static ScriptLine past(String version, String outcome, String reason) {
    return await(
        "a release of %s is %s, %s".formatted(version, outcome, reason),
        api -> api.releases().contains(version + " " + outcome + " " + reason));
  }

  static ScriptLine stable(String version) {
    return await(
        version + " is the stable version and there is no release",
        api -> api.view().phase().equals("Stable") && api.view().stable().equals(version));
  }

  static ScriptLine podsReady() {
    return await("the Deployment is complete", api -> api.deployment().isComplete());
  }

  /** The only release so far. */
  static ScriptLine onlyRelease(String version, String outcome, String reason) {
    String expected = version + " " + outcome + " " + reason;
    return check(
        "the only release is " + expected, api -> api.releases().equals(List.of(expected)));
  }

  /** The CanaryRelease and all that Sluice created for it. */
  static ScriptLine gone(Duration limit) {
    return await(
        "the CanaryRelease and all objects of Sluice are gone",
        limit,
        api -> api.canaryRelease().isMissingNode() && api.managedObjects().isEmpty());
  }

  /** Time that passes in requests. */
  static ScriptLine seconds(int seconds) {
    return act(seconds + " s of requests", api -> api.load().await(seconds));
  }

  /** The weights so far, each change once. */
  static ScriptLine weights(Integer... expected) {
    List<Integer> list = List.of(expected);
    return check("the weights were " + list, api -> api.weights().equals(list));
  }

  static ScriptLine condition(String type, String reason) {
    return await(
        "condition " + type + " has the reason " + reason,
        Duration.ofMinutes(1),
        api -> api.conditions().contains(type + " " + reason));
  }

  /** Some lines several times. */
  static ScriptLine[] script(
      ScriptLine first, int times, List<ScriptLine> round, ScriptLine... end) {
    List<ScriptLine> lines = new ArrayList<>(List.of(first));
    for (int i = 0; i < times; i++) {
      lines.addAll(round);
    }
    lines.addAll(List.of(end));
    return lines.toArray(ScriptLine[]::new);
  }
}
