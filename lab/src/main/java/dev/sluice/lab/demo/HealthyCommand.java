package dev.sluice.lab.demo;

import dev.sluice.lab.Lab;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lab/healthy}. */
@Command(
    name = "healthy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run healthy releases in parallel, with little traffic and some errors on both versions."
          + " None of them may be rolled back.",
      "Exits with 0 if all checks pass, with 1 if one fails, with 2 on wrong usage, with 3 without a"
          + " verdict because this machine could not keep the request rate."
    })
public final class HealthyCommand implements Callable<Integer> {
  @Option(
      names = "--releases",
      defaultValue = "10",
      description = "Number of releases, 1 to 20. Default: ${DEFAULT-VALUE}.")
  private int releases;

  @Option(
      names = "--rate",
      defaultValue = "10",
      description = "Requests per second to each API, 10 to 1000. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--errors",
      defaultValue = "1",
      description = "Percentage of failed requests on both versions, 0 to 100. Default: 1.")
  private double errors;

  @Option(
      names = "--step",
      defaultValue = "90",
      description =
          "Duration of each step in seconds, at least 20. The weights are 20%%, 50%% and 100%%."
              + " Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--down",
      description = "Run lab/down at the end. By default the lab keeps running.")
  private boolean down;

  @Override
  public Integer call() {
    if (releases < 1 || releases > 20) {
      throw new IllegalArgumentException("--releases " + releases + ": give 1 to 20");
    }
    if (errors < 0 || errors > 100) {
      throw new IllegalArgumentException("--errors " + errors + ": give 0 to 100");
    }
    if (rate < 10 || rate > 1000) {
      throw new IllegalArgumentException("--rate " + rate + ": give 10 to 1000");
    }
    if (seconds < 20) {
      throw new IllegalArgumentException("--step " + seconds + ": give at least 20");
    }
    Console console = new Console(System.out, Clock.systemUTC());
    Checkout checkout = Checkout.locate();
    Lab lab = Lab.local(console::line);
    try {
      console.heading("Kubernetes and Istio on this machine: lab/up");
      lab.up();
      try (LabTurn turn = LabTurn.take("lab/healthy");
          KubernetesClient client = lab.client()) {
        console.heading("Sluice, installed with its chart: charts/sluice");
        new Installation(lab, checkout, console::line).ensure();
        return new Healthy(lab, client, checkout, console)
            .run(releases, rate, errors, Duration.ofSeconds(seconds));
      }
    } finally {
      if (down) {
        lab.down();
        console.line("the lab is down");
      }
    }
  }
}
