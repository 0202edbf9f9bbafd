package dev.sluice.lab.scenarios;

import dev.sluice.lab.Lab;
import dev.sluice.lab.demo.Checkout;
import dev.sluice.lab.demo.Console;
import dev.sluice.lab.demo.Installation;
import dev.sluice.lab.demo.LabTurn;
import dev.sluice.lab.load.LoadGenerator;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lab/scenarios}. */
@Command(
    name = "scenarios",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run releases that something happens to, each under load, and account for every request.",
      "No request may fail beyond what the same violence costs without a CanaryRelease, except by"
          + " a response of a bad version. Writes lab/target/scenarios.json.",
      "Exits with 0 if all scenarios pass, with 1 if one fails, with 2 on wrong usage, with 3"
          + " without a verdict because this machine could not keep the request rate."
    })
public final class ScenariosCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Names from --list.")
  private List<String> names = List.of();

  @Option(names = "--all", description = "Run all scenarios.")
  private boolean all;

  @Option(names = "--list", description = "List the scenarios.")
  private boolean list;

  @Option(
      names = "--plain",
      description =
          "First run the same violence without a CanaryRelease. What it costs is the budget of this"
              + " run, instead of the committed one.")
  private boolean plain;

  @Option(
      names = "--operator",
      paramLabel = "COMMIT",
      description = "Install the operator, chart and CRD of this commit for the run.")
  private String commit;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Scenarios that run side by side, if the load average allows it. On a slow machine run"
              + " one at a time: pods that start without processor time fail their probes, and the"
              + " requests to them. Default: 3.")
  private int atOnce;

  @Override
  public Integer call() {
    if (list) {
      Scenarios.all().forEach(one -> System.out.printf("%-36s %s%n", one.name(), one.sentence()));
      return 0;
    }
    if (all != names.isEmpty()) {
      throw new IllegalArgumentException("give names of scenarios, or --all; --list shows them");
    }
    if (atOnce < 1) {
      throw new IllegalArgumentException("--at-once must be at least 1");
    }
    List<Scenario> scenarios = all ? Scenarios.all() : Scenarios.named(names);
    Console console = new Console(System.out, Clock.systemUTC());
    Lab lab = Lab.local(console::line);
    console.heading("Kubernetes and Istio on this machine: lab/up");
    lab.up();
    try (LabTurn turn = LabTurn.take("lab/scenarios")) {
      return run(lab, console, scenarios);
    }
  }

  private int run(Lab lab, Console console, List<Scenario> scenarios) {
    Checkout checkout = Checkout.locate();
    console.heading("Sluice, installed with its chart: charts/sluice");
    new Installation(lab, checkout, console::line).ensure();
    if (commit == null) {
      return run(lab, checkout, console, scenarios);
    }
    try (OperatorOfCommit operator =
        OperatorOfCommit.install(lab, checkout, commit, console::line)) {
      return run(lab, checkout, console, scenarios);
    }
  }

  private int run(Lab lab, Checkout checkout, Console console, List<Scenario> scenarios) {
    try (KubernetesClient client = lab.client()) {
      LoadGenerator generator = LoadGenerator.prepare(lab, client, console::line);
      console.heading("%d scenarios".formatted(scenarios.size()));
      ScenarioLab shared = new ScenarioLab(lab, client, checkout, generator);
      ScenarioReport report =
          new ScenarioRunner(shared, console, Budgets.committed(), plain, atOnce).run(scenarios);
      console.heading("Results, in lab/target/scenarios.json");
      report.table().forEach(System.out::println);
      report.write(checkout.root().resolve("lab/target/scenarios.json"));
      return report.exitStatus();
    }
  }
}
