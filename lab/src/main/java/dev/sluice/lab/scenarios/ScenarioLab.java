package dev.sluice.lab.scenarios;

import dev.sluice.lab.Lab;
import dev.sluice.lab.LabException;
import dev.sluice.lab.demo.Checkout;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.load.LoadGenerator;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/**
 * What all scenarios of a run share.
 *
 * @param checkout the examples and the users API
 */
record ScenarioLab(Lab lab, KubernetesClient client, Checkout checkout, LoadGenerator generator) {
  /** Runs kubectl, which must succeed. */
  String kubectl(List<String> arguments) {
    Shell.CommandResult result = lab.kubectl(arguments.toArray(String[]::new));
    if (!result.ok()) {
      throw new LabException(
          "kubectl",
          String.join(" ", arguments) + ": " + result.output().strip(),
          "run it again with lab/kubectl");
    }
    return result.output();
  }
}
