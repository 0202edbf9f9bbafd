package dev.sluice.lab.scenarios;

import dev.sluice.lab.LabException;
import dev.sluice.lab.demo.Console;
import dev.sluice.lab.host.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Runs scenarios, a few side by side, and those that disturb others after them. */
final class ScenarioRunner {
  private static final Duration GONE = Duration.ofMinutes(3);

  /** Ending of the names of runs without a CanaryRelease. */
  private static final String PLAIN = "-plain";

  private final ScenarioLab lab;
  private final Console console;
  private final Budgets budgets;
  private final boolean plain;
  private final int atOnce;

  /**
   * @param plain whether to run the violence without a CanaryRelease first, as the budget
   * @param atOnce how many scenarios run side by side, at least 1
   */
  ScenarioRunner(ScenarioLab lab, Console console, Budgets budgets, boolean plain, int atOnce) {
    this.lab = lab;
    this.console = console;
    this.budgets = budgets;
    this.plain = plain;
    this.atOnce = atOnce;
  }

  /** Runs the scenarios. The results are in the order of the scenarios. */
  ScenarioReport run(List<Scenario> scenarios) {
    List<Scenario> together = scenarios.stream().filter(one -> !one.alone()).toList();
    List<Scenario> alone = scenarios.stream().filter(Scenario::alone).toList();
    List<ScenarioResult> results = new ArrayList<>();
    Thread interrupted = new Thread(() -> delete(scenarios));
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      results.addAll(run(together, atOnce));
      results.addAll(run(alone, 1));
    } finally {
      delete(scenarios);
      awaitGone(scenarios);
    }
    Runtime.getRuntime().removeShutdownHook(interrupted);
    results.sort(Comparator.comparingInt(one -> scenarios.indexOf(one.scenario())));
    return new ScenarioReport(results);
  }

  private void delete(List<Scenario> scenarios) {
    namespaces(scenarios).forEach(name -> lab.client().namespaces().withName(name).delete());
  }

  /** The operator that is installed now is the one that has to delete its objects. */
  private void awaitGone(List<Scenario> scenarios) {
    for (String name : namespaces(scenarios)) {
      if (!Wait.holds(GONE, () -> lab.client().namespaces().withName(name).get() == null)) {
        console.line("namespace " + name + " is still being deleted");
      }
    }
  }

  private static List<String> namespaces(List<Scenario> scenarios) {
    return scenarios.stream()
        .flatMap(one -> Stream.of(namespace(one, ""), namespace(one, PLAIN)))
        .toList();
  }

  private static String namespace(Scenario scenario, String ending) {
    return "scenario-" + scenario.name() + ending;
  }

  private List<ScenarioResult> run(List<Scenario> scenarios, int atOnce) {
    ExecutorService pool = Executors.newFixedThreadPool(atOnce);
    try {
      List<Future<ScenarioResult>> running =
          scenarios.stream().map(one -> pool.submit(() -> run(one))).toList();
      List<ScenarioResult> results = new ArrayList<>();
      for (Future<ScenarioResult> one : running) {
        results.add(one.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("scenarios", "interrupted", "run the command again", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private ScenarioResult run(Scenario scenario) {
    Optional<PlayedScript> cost = Optional.empty();
    if (plain && !scenario.plain().isEmpty()) {
      cost = Optional.of(play(scenario, scenario.plain(), PLAIN));
      console.line("to commit: " + Budgets.line(scenario, cost.get()));
    }
    int budget = cost.map(PlayedScript::foreign).orElse(budgets.of(scenario));
    PlayedScript played = play(scenario, scenario.script(), "");
    ScenarioResult result = new ScenarioResult(scenario, played, budget, cost);
    console.line(
        "%s: %s, %d foreign failures of %d allowed"
            .formatted(scenario.name(), result.verdict(), played.foreign(), budget));
    return result;
  }

  private PlayedScript play(Scenario scenario, List<ScriptLine> script, String ending) {
    String name = scenario.name() + ending;
    ScriptPlayer player = new ScriptPlayer(lab, line -> console.line(name + ": " + line));
    return player.play(scenario, script, namespace(scenario, ending));
  }
}
