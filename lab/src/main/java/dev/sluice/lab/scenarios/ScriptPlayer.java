package dev.sluice.lab.scenarios;

import dev.sluice.lab.demo.ReleaseSummary;
import dev.sluice.lab.host.Wait;
import dev.sluice.lab.scenarios.ScriptLine.Act;
import dev.sluice.lab.scenarios.ScriptLine.Await;
import dev.sluice.lab.scenarios.ScriptLine.Check;
import dev.sluice.lab.scenarios.ScriptLine.Repeat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Plays a script on the users API in a new namespace, and counts the requests. */
final class ScriptPlayer {
  private static final int SECONDS_BEFORE = 5;

  /** Requests that meet what the violence left behind. */
  private static final int SECONDS_AFTER = 10;

  private final ScenarioLab lab;
  private final Consumer<String> progress;

  /**
   * @param progress receives each line of the script when it begins
   */
  ScriptPlayer(ScenarioLab lab, Consumer<String> progress) {
    this.lab = lab;
    this.progress = progress;
  }

  /** Plays a script to its end or to the line that fails, and deletes what it created. */
  PlayedScript play(Scenario scenario, List<ScriptLine> script, String namespace) {
    ScenarioApi api;
    try {
      api = new ScenarioApi(lab, namespace, scenario.perSecond());
    } catch (RuntimeException e) {
      return PlayedScript.unplayed(String.valueOf(e.getMessage()));
    }
    try {
      Instant start = Instant.now();
      Optional<String> problem = lines(api, script);
      int seconds = (int) Duration.between(start, Instant.now()).toSeconds();
      String release = situation(api);
      return PlayedScript.of(api.load().stop(), scenario.badVersion(), seconds, release, problem);
    } catch (RuntimeException e) {
      return PlayedScript.unplayed(String.valueOf(e.getMessage()));
    } finally {
      close(api);
    }
  }

  /** What cannot be deleted does not change what was measured. */
  private void close(ScenarioApi api) {
    try {
      api.close();
    } catch (RuntimeException e) {
      progress.accept("not deleted: " + e.getMessage());
    }
  }

  private Optional<String> lines(ScenarioApi api, List<ScriptLine> script) {
    try (Repetitions repetitions = new Repetitions()) {
      api.load().await(SECONDS_BEFORE);
      for (ScriptLine line : script) {
        progress.accept(line.text());
        Optional<String> problem = line(api, line, repetitions);
        if (problem.isPresent()) {
          return problem.map(what -> what + "; " + situation(api));
        }
      }
      repetitions.close();
      api.load().await(SECONDS_AFTER);
      return repetitions.failure();
    }
  }

  private static Optional<String> line(ScenarioApi api, ScriptLine line, Repetitions repetitions) {
    try {
      if (line instanceof Act act) {
        act.action().accept(api);
      } else if (line instanceof Repeat repeat) {
        repetitions.start(repeat, api);
      } else if (line instanceof Await await) {
        if (!Wait.holds(await.limit(), () -> await.condition().test(api))) {
          return Optional.of("waited %d s: %s".formatted(await.limit().toSeconds(), line.text()));
        }
      } else if (line instanceof Check check && !check.condition().test(api)) {
        return Optional.of("not so: " + line.text());
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(line.text() + ": " + e.getMessage());
    }
  }

  private static String situation(ScenarioApi api) {
    try {
      ReleaseSummary now = api.view();
      if (now.phase().isEmpty()) {
        return "no CanaryRelease, weights " + api.weights();
      }
      return "%s %s %s, phase %s: %s, weights %s"
          .formatted(
              now.version(),
              now.outcome(),
              now.reason(),
              now.phase(),
              now.message().isEmpty() ? now.explanation() : now.message(),
              api.weights())
          .strip();
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
