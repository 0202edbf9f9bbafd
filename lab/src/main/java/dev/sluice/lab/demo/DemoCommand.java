package dev.sluice.lab.demo;

import dev.sluice.lab.Lab;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lab/demo}. */
@Command(
    name = "demo",
    description = {
      "Everything from nothing: lab up, Sluice installed, the users API under load, a good version"
          + " promoted, a bad one rolled back, and each request accounted for.",
      "Ends with 0 when all was seen, 1 when something was not, 3 without a verdict because this"
          + " machine could not keep up the load."
    })
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--rate",
      defaultValue = "100",
      description = "Requests per second, 10 to 1000, by default 100.")
  private int rate;

  @Option(names = "--down", description = "Take the lab down at the end; by default it stays.")
  private boolean down;

  @Override
  public Integer call() throws Exception {
    Console console = new Console(System.out, Clock.systemUTC());
    Checkout checkout = Checkout.locate();
    Lab lab = Lab.local(console::line);
    try {
      console.heading("A Kubernetes with Istio on this machine: lab/up");
      lab.up();
      Path csv = checkout.root().resolve("lab/target/demo-ledger.csv");
      int status;
      try (LabTurn turn = LabTurn.take("lab/demo");
          KubernetesClient client = lab.client()) {
        console.heading("Sluice, by its chart: charts/sluice");
        new Installation(lab, checkout, console::line).ensure();
        status = new Demo(lab, client, checkout, console, rate).run(csv);
      }
      if (!down) {
        around(console);
      }
      return status;
    } finally {
      if (down) {
        lab.down();
        console.line("the lab is down");
      }
    }
  }

  private static void around(Console console) {
    console.heading("Look around");
    console.text("lab/kubectl -n shop get crel,deploy,pods,virtualservice,destinationrule");
    console.text("lab/kubectl -n shop describe crel users");
    console.text("lab/logs operator");
    console.text("lab/prometheus 'sum by (destination_version) (rate(istio_requests_total[1m]))'");
    console.text("lab/down       removes all of it but the cache of built parts");
  }
}
