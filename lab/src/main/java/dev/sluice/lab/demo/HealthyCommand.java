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
      "Healthy releases side by side, under little traffic and with some errors on both versions:"
          + " none of them may be rolled back.",
      "Ends with 0 when all was seen, 1 when something was not, 2 on wrong usage, 3 without a"
          + " verdict because this machine could not keep up the load."
    })
public final class HealthyCommand implements Callable<Integer> {
  @Option(
      names = "--releases",
      defaultValue = "10",
      description = "How many at once, 1 to 20. Default: ${DEFAULT-VALUE}.")
  private int releases;

  @Option(
      names = "--rate",
      defaultValue = "10",
      description = "Requests per second to each, 10 to 1000. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--errors",
      defaultValue = "1",
      description = "Requests that either version fails, percent, 0 to 100. Default: 1.")
  private double errors;

  @Option(
      names = "--step",
      defaultValue = "90",
      description =
          "Seconds at each of the weights 20, 50 and 100 %, 20 or more. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(names = "--down", description = "Take the lab down at the end; by default it stays.")
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
      console.heading("A Kubernetes with Istio on this machine: lab/up");
      lab.up();
      try (LabTurn turn = LabTurn.take("lab/healthy");
          KubernetesClient client = lab.client()) {
        console.heading("Sluice, by its chart: charts/sluice");
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
