package dev.sluice.lab.scenarios;

import dev.sluice.lab.host.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code sluice wait}, as a pipeline runs it. */
final class SluiceWait {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private SluiceWait() {}

  /** A line that runs the command, and fails if its exit status or its last line is another. */
  static ScriptLine ends(int exit, String... words) {
    return ScriptLines.act(
        "sluice wait exits with %d: %s".formatted(exit, String.join(", ", words)),
        api -> {
          Shell.CommandResult result = run(api);
          String last = result.output().strip().replaceAll("(?s).*\n", "");
          if (result.exit() != exit || !List.of(words).stream().allMatch(last::contains)) {
            throw new ScenarioFailed("it exited with %d: %s".formatted(result.exit(), last));
          }
        });
  }

  private static Shell.CommandResult run(ScenarioApi api) {
    return Shell.run(
        LIMIT.plusMinutes(1),
        Map.of("KUBECONFIG", api.lab().lab().kubeconfig().toString()),
        List.of(
            "java",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            api.lab().checkout().operatorJar().toString(),
            "wait",
            ScenarioApi.NAME,
            "--namespace=" + api.namespace(),
            "--timeout=" + LIMIT.toSeconds() + "s"));
  }
}
