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
      "Start the lab, install Sluice, put load on the users API, promote a good version, roll back"
          + " a bad one, and account for every request.",
      "Exits with 0 if all checks pass, with 1 if one fails, with 3 without a verdict because this"
          + " machine could not keep the request rate."
    })
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--rate",
      defaultValue = "100",
      description = "Requests per second, 10 to 1000. Default: 100.")
  private int rate;

  @Option(
      names = "--down",
      description = "Run lab/down at the end. By default the lab keeps running.")
  private boolean down;

  @Override
  public Integer call() throws Exception {
    Console console = new Console(System.out, Clock.systemUTC());
    Checkout checkout = Checkout.locate();
    Lab lab = Lab.local(console::line);
    try {
      console.heading("Kubernetes and Istio on this machine: lab/up");
      lab.up();
      Path csv = checkout.root().resolve("lab/target/demo-ledger.csv");
      int status;
      try (LabTurn turn = LabTurn.take("lab/demo");
          KubernetesClient client = lab.client()) {
        console.heading("Sluice, installed with its chart: charts/sluice");
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
    console.text("lab/down       deletes all of it; built parts stay cached");
  }
}
