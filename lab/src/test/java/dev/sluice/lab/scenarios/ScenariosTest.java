package dev.sluice.lab.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.lab.parts.PartsDirectory;
import dev.sluice.lab.scenarios.ScriptLine.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScenariosTest {
  private static final List<Scenario> ALL = Scenarios.all();

  @Test
  void namesAreUniqueAndFitANamespace() {
    assertThat(ALL).extracting(Scenario::name).doesNotHaveDuplicates();
    assertThat(ALL)
        .extracting(one -> "scenario-" + one.name() + "-plain")
        .allMatch(name -> name.matches("[a-z0-9-]{1,63}"));
  }

  @Test
  void eachScriptWaitsForAnEndAfterItsLastAct() {
    assertThat(ALL)
        .allSatisfy(
            one ->
                assertThat(one.script().subList(lastAct(one.script()), one.script().size()))
                    .as(one.name())
                    .anyMatch(Await.class::isInstance));
  }

  private static int lastAct(List<ScriptLine> script) {
    int last = 0;
    for (int i = 0; i < script.size(); i++) {
      last = script.get(i) instanceof ScriptLine.Act ? i : last;
    }
    return last;
  }

  @Test
  void theBadVersionIsTheOneWhoseFailuresDoNotCount() {
    assertThat(ALL)
        .allSatisfy(
            one ->
                assertThat(
                        one.script().stream()
                            .map(ScriptLine::text)
                            .anyMatch(text -> text.contains("apply " + ScriptLines.BAD + " {")))
                    .as(one.name())
                    .isEqualTo(one.badVersion().equals(ScriptLines.BAD)));
  }

  @Test
  void theLoadIsAtLeastAHundredRequestsPerSecond() {
    assertThat(ALL).allMatch(one -> one.perSecond() >= 100);
  }

  @Test
  void eachScenarioOfTheCiListExists() throws IOException {
    Path list = PartsDirectory.locate().getParent().resolve("scenarios.ci");
    List<String> names = Files.readAllLines(list);
    assertThat(names).isNotEmpty();
    assertThat(Scenarios.named(names)).extracting(Scenario::name).containsExactlyElementsOf(names);
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Scenarios.named(List.of("promotion", "demotion")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"demotion\"")
        .hasMessageContaining("promotion, rollback");
  }

  @Test
  void eachScenarioWithAPlainScriptHasAMeasuredBudgetAndNoOther() {
    Map<String, Map<?, ?>> figures = Budgets.committed().figures();
    assertThat(ALL.stream().filter(one -> !one.plain().isEmpty()).map(Scenario::name))
        .containsExactlyInAnyOrderElementsOf(figures.keySet());
    assertThat(figures.values())
        .allSatisfy(
            figure ->
                assertThat((int) figure.get("requests"))
                    .isGreaterThanOrEqualTo(
                        (int) figure.get("seconds") * (int) figure.get("rate") / 2));
  }

  @Test
  void aPlainScriptNeedsNoCanaryRelease() {
    assertThat(ALL.stream().flatMap(one -> one.plain().stream()).map(ScriptLine::text))
        .noneMatch(text -> text.toLowerCase(Locale.ROOT).matches(".*(canary|weight).*"));
  }
}
