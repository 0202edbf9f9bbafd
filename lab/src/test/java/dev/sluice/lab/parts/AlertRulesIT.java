package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.host.Shell;
import dev.sluice.lab.host.Shell.CommandResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The alerts of the chart, as Prometheus' own tool checks and tests them. */
@Tag("long")
class AlertRulesIT {
  private static final Path ALERTS = Path.of("..", "charts", "sluice", "alerts");

  @Test
  void everyAlertFiresWhenItShould() throws Exception {
    new PartStore(LabCache.ofUser(), Catalogue.ofCheckout(), System.out::println)
        .ensure(Set.of("promtool"));
    promtool("check", "rules", ALERTS.resolve("rules.yaml").toString());
    promtool("test", "rules", ALERTS.resolve("tests.yaml").toString());
    assertThat(names("tests.yaml", "alertname: (\\w+)"))
        .isEqualTo(names("rules.yaml", "alert: (\\w+)"));
  }

  private static void promtool(String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.add(0, LabCache.ofUser().bin("promtool").toString());
    CommandResult result = Shell.run(Duration.ofMinutes(2), command);
    System.out.println(result.output());
    assertThat(result.exit()).as(result.output()).isZero();
  }

  private static Set<String> names(String file, String pattern) throws Exception {
    Set<String> names = new TreeSet<>();
    Pattern.compile(pattern)
        .matcher(Files.readString(ALERTS.resolve(file)))
        .results()
        .map((MatchResult found) -> found.group(1))
        .forEach(names::add);
    return names;
  }
}
